import type { EpochMs } from '#domain';
import { toEpochMs } from '#domain';
import type { EventReader, Position, RecordedEvent } from '#event-store';
import { LOG_START } from '#event-store';
import { CompactRange, leafHashOfHex } from '#evidence';
import type { ReadModels } from '#read-models';
import { copyEvents, rebuildReadModels } from '#read-models';

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
    this.#position = await rebuildReadModels(this.reader, this.models, this.#options(upTo));
  }

  /** Goes on from there. */
  async catchUp(upTo: Position): Promise<void> {
    this.#position = await copyEvents(
      this.reader,
      this.#position,
      (events, position) => this.models.apply([...events], position),
      this.#options(upTo),
    );
  }

  readonly #options = (upTo: Position) => ({
    ...this.watch,
    upTo,
    onEvent: ({ chain }: RecordedEvent): void => this.#tree.append(leafHashOfHex(chain)),
  });
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
