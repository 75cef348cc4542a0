import type { AppendGroup, GroupOutcome } from './append-group.js';
import { CommitAnnouncer } from './commit-signal.js';
import type { FileId } from './file-identity.js';
import { GroupWriter } from './group-writer.js';
import type { WriterSettings } from './open-connection.js';

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

  constructor(file: string, fileId: FileId, settings?: WriterSettings) {
    this.#writer = new GroupWriter(file, settings, fileId);
    this.#announcer = new CommitAnnouncer(file);
  }

  async write(group: AppendGroup): Promise<GroupOutcome> {
    const outcome = this.#writer.write(group);
    this.#announcer.announce();
    return outcome;
  }

  async probe(): Promise<void> {
    this.#writer.probe();
  }

  async close(): Promise<void> {
    this.#announcer.close();
    this.#writer.close();
  }
}
