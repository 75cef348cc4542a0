import type { EpochMs } from '#domain';
import { toEpochMs } from '#domain';
import type { EventReader, Position, RecordedEvent } from '#event-store';
import { LOG_START } from '#event-store';
import { CompactRange, leafHashOfHex } from '#evidence';
import type { ReadModels } from '#read-models';

/** Events per transaction; as a rebuild has it. */
const BATCH = 2_000;

export type Watch = { signal: AbortSignal; onProgress?: (position: Position) => void };

/** Fresh read models that are filled from a log from its first event on, and the tree of what they were filled with. */
export class Replay {
  readonly #tree = new CompactRange();
  #position = LOG_START;

  constructor(
    private readonly reader: Pick<EventReader, 'readAll'>,
    private readonly models: ReadModels,
    private readonly watch: Watch,
  ) {}

  get position(): Position {
    return this.#position;
  }

  get size(): number {
    return this.#tree.size;
  }

  root(): Buffer {
    return this.#tree.root();
  }

  /** From nothing, up to and with a position. Indexes are made at the end, of all rows at once. */
  async fill(upTo: Position): Promise<void> {
    const rebuild = await this.models.rebuild();
    await this.#copy(upTo, (events, position) => rebuild.apply(events, position));
    await rebuild.swap();
  }

  /** Goes on from there. */
  async catchUp(upTo: Position): Promise<void> {
    await this.#copy(upTo, (events, position) => this.models.apply([...events], position));
  }

  async #copy(
    upTo: Position,
    apply: (events: Iterable<RecordedEvent>, position: Position) => Promise<void>,
  ): Promise<void> {
    if (upTo <= this.#position) return;
    let pages: (readonly RecordedEvent[])[] = [];
    let pending = 0;
    const flush = async (): Promise<void> => {
      const last = pages.at(-1)?.at(-1);
      if (last === undefined) return;
      await apply(this.#released(pages), last.position);
      this.#position = last.position;
      [pages, pending] = [[], 0];
      this.watch.onProgress?.(this.#position);
    };
    for await (let page of this.reader.readAll(this.#position)) {
      this.watch.signal.throwIfAborted();
      const isLast = page.at(-1)!.position >= upTo;
      if (isLast) page = page.filter(({ position }) => position <= upTo);
      pages.push(page);
      pending += page.length;
      if (isLast) break;
      if (pending >= BATCH) await flush();
    }
    await flush();
  }

  /** Lets go of each page before the next: a parsed event takes three times the room of one that is not yet. */
  *#released(pages: (readonly RecordedEvent[])[]): Iterable<RecordedEvent> {
    for (let page = pages.shift(); page; page = pages.shift())
      for (const event of page) {
        this.#tree.append(leafHashOfHex(event.chain));
        yield event;
      }
  }
}

/**
 * The position of the last event that was recorded at or before an instant; {@link LOG_START} when none was. What was
 * recorded by then is all before it; where clocks disagreed, something that says it was recorded later may be too.
 */
export async function positionAt(
  reader: Pick<EventReader, 'readAll'>,
  instant: EpochMs,
  watch: Watch,
): Promise<Position> {
  let found = LOG_START;
  for await (const page of reader.readAll(LOG_START)) {
    watch.signal.throwIfAborted();
    for (const { metadataJson, position } of page) if (recordedAt(metadataJson) <= instant) found = position;
    watch.onProgress?.(page.at(-1)!.position);
  }
  return found;
}

/** Within a JSON string a quote is escaped: what stands in quotes before a colon is a key. Not parsed, which is slower. */
const recordedAt = (metadataJson: string): EpochMs =>
  toEpochMs(/"recordedAt":"([^"]+)"/.exec(metadataJson)?.[1] ?? '');
