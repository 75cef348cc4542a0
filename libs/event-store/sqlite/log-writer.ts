import type { AppendGroup, GroupOutcome } from './append-group.js';
import { CommitAnnouncer } from './commit-signal.js';
import { GroupWriter } from './group-writer.js';
import type { WriterLimits } from './open-connection.js';

/** Where groups of appends are committed, in the order in which they are given. */
export interface LogWriter {
  /** Resolves when the group is durable; rejects when the engine could not write, with nothing stored or, at worst, unknown. */
  write(group: AppendGroup): Promise<GroupOutcome>;
  /** Rejects when the engine cannot write. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

/** Commits on the thread of the caller, which waits for the disk meanwhile. */
export class InThreadWriter implements LogWriter {
  readonly #writer: GroupWriter;
  readonly #announcer: CommitAnnouncer;

  constructor(file: string, limits?: WriterLimits) {
    this.#writer = new GroupWriter(file, limits);
    this.#announcer = new CommitAnnouncer(file);
  }

  write(group: AppendGroup): Promise<GroupOutcome> {
    return settled(() => {
      const outcome = this.#writer.write(group);
      this.#announcer.announce();
      return outcome;
    });
  }

  probe(): Promise<void> {
    return settled(() => this.#writer.probe());
  }

  close(): Promise<void> {
    return settled(() => {
      this.#announcer.close();
      this.#writer.close();
    });
  }
}

function settled<T>(work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(error as Error);
  }
}
