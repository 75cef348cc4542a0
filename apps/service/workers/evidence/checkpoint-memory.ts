import type { EventReader, RecordedCheckpoint } from '#event-store';
import { goneCheckpoints, sizeOfNote } from '#evidence';
import type { FollowerPosition } from '#derived';

type Mark = Pick<FollowerPosition, 'load' | 'save' | 'close'>;

export type CheckpointMemoryParts = {
  reader: Pick<EventReader, 'readCheckpoints' | 'lastCheckpoint'>;
  /** Opens what keeps one number beside the read models. What does not open or answer is tried again at the next look. */
  open: () => Promise<Mark>;
  /** Told at each look what is gone from the event store; undefined when nothing is. */
  told: (what: string | undefined) => void;
};

/**
 * Remembers the size of the newest recorded checkpoint, in this process and beside the read models: checkpoints that are gone
 * from the event store are missed by it.
 */
export class CheckpointMemory {
  #known = 0;
  #received: readonly string[] = [];
  #saved: number | undefined;
  #mark: Mark | undefined;

  constructor(private readonly parts: CheckpointMemoryParts) {}

  /** Called at start with the newest that were sent elsewhere: they count when nothing is remembered here. */
  expect(received: readonly string[]): void {
    this.#received = received;
  }

  /**
   * Called before a checkpoint is made.
   * @returns the newest one, where there is any; `gone` when it was removed: another one must not take its place, or nobody would
   * miss it any more
   * @throws StoreUnavailableError
   */
  async look(): Promise<RecordedCheckpoint | undefined | 'gone'> {
    const { reader, told } = this.parts;
    await this.#load();
    const newest = await reader.lastCheckpoint();
    const known = this.#known || Math.max(0, ...this.#received.map(sizeOfNote));
    const gone = await goneCheckpoints(reader, newest, known);
    told(gone?.what);
    if (gone?.isNewest) return 'gone';
    await this.#remember(Math.max(known, newest === undefined ? 0 : sizeOfNote(newest.note)));
    return newest;
  }

  /** Called after one was recorded. */
  async recorded({ note }: Pick<RecordedCheckpoint, 'note'>): Promise<void> {
    await this.#remember(sizeOfNote(note));
  }

  async close(): Promise<void> {
    await this.#mark?.close();
  }

  async #load(): Promise<void> {
    if (this.#saved !== undefined) return;
    try {
      this.#mark ??= await this.parts.open();
      this.#saved = Number((await this.#mark.load()).position);
    } catch {
      // Nothing is signed later for this: what this process knows by itself counts until the mark can be read.
      return;
    }
    this.#known = Math.max(this.#known, this.#saved);
  }

  async #remember(size: number): Promise<void> {
    this.#known = size;
    if (this.#saved === undefined || this.#known === this.#saved) return;
    try {
      await this.#mark?.save({ position: BigInt(this.#known) });
      this.#saved = this.#known;
    } catch {
      // Then an older one is remembered, which is recorded, too.
    }
  }
}
