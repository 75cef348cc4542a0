import type { EventReader, RecordedCheckpoint } from '#event-store';
import { CHECKPOINT_STREAM } from '#event-store';
import type { Checkpoint } from '../notes/checkpoint.js';
import { openCheckpoint } from '../notes/checkpoint.js';
import { InvalidNoteError } from '../notes/errors.js';
import type { VerifierKey } from '../notes/verifier-key.js';
import type { ExpectedRoots } from './expected-roots.js';
import type { Doubt, Place } from './verification.js';
import { damaged } from './verification.js';

/** The checkpoints of a store, opened one by one as the log is read past them: there may be one for every minute. */
export class RecordedRoots {
  readonly #pages: AsyncIterator<readonly RecordedCheckpoint[]>;
  #page: readonly RecordedCheckpoint[] = [];
  #at = 0;
  #last: Checkpoint | undefined;
  #opened = 0;
  #doubt: Doubt | undefined;

  /** @param until the newest when the log began to be read: one made later may speak of events that are not read */
  constructor(
    reader: EventReader,
    private readonly until: RecordedCheckpoint | undefined,
    private readonly origin: string,
    private readonly vkeys: readonly VerifierKey[],
  ) {
    this.#pages = reader.readCheckpoints()[Symbol.asyncIterator]();
  }

  /** Of those whose signature could be checked, the newest. */
  get last(): Checkpoint | undefined {
    return this.#last;
  }

  get opened(): number {
    return this.#opened;
  }

  /** When the key of one is not among those given. */
  get doubt(): Doubt | undefined {
    return this.#doubt;
  }

  /**
   * Called before a page of events: hands over all checkpoints of at most that many events.
   * @throws DamageFound
   */
  async reach(size: number, roots: ExpectedRoots): Promise<void> {
    while (this.#last === undefined || this.#last.size <= size) {
      const recorded = await this.#next();
      if (recorded === undefined) return;
      const checkpoint = this.#open(recorded);
      if (checkpoint === undefined) continue;
      const name = `the checkpoint recorded with revision ${recorded.revision}`;
      const where = placeOf(recorded);
      if (checkpoint.origin !== this.origin)
        throw damaged(
          'CHECKPOINT_FOREIGN',
          where,
          `${name} is of ${checkpoint.origin}, not of ${this.origin}`,
        );
      if (this.#last !== undefined && checkpoint.size < this.#last.size)
        throw damaged('CHECKPOINT_ORDER', where, `${name} is of fewer events than the one before`);
      roots.add({ ...checkpoint, otherwise: 'ROOT_MISMATCH', name });
      this.#last = checkpoint;
      this.#opened += 1;
    }
  }

  /** Lets go of the store when not all were read. */
  async close(): Promise<void> {
    await this.#pages.return?.();
  }

  async #next(): Promise<RecordedCheckpoint | undefined> {
    if (this.until === undefined) return undefined;
    while (this.#at === this.#page.length) {
      const page = await this.#pages.next();
      if (page.done) return undefined;
      [this.#page, this.#at] = [page.value, 0];
    }
    const recorded = this.#page[this.#at++]!;
    return recorded.revision > this.until.revision ? undefined : recorded;
  }

  #open(recorded: RecordedCheckpoint): Checkpoint | undefined {
    try {
      return openCheckpoint(recorded.note, this.vkeys);
    } catch (error) {
      if (!(error instanceof InvalidNoteError)) throw error;
      const message = `the checkpoint recorded with revision ${recorded.revision}: ${error.message}`;
      if (error.reason !== 'UNKNOWN_KEY') throw damaged('CHECKPOINT_INVALID', placeOf(recorded), message);
      this.#doubt ??= { kind: 'UNKNOWN_KEY', message };
      return undefined;
    }
  }
}

const placeOf = ({ revision }: RecordedCheckpoint): Place => ({ stream: CHECKPOINT_STREAM, revision });
