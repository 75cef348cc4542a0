import type { EventReader, Snapshots } from '#event-store';
import { StoreUnavailableError } from '#event-store';
import { readSnapshot, takeSnapshot } from './fold-snapshot.js';
import type { FoldedStream } from './folded-stream.js';
import { advance, EMPTY_STREAM } from './folded-stream.js';

/**
 * How new a fold must be:
 * - `known`: as this process last knew it. For whoever appends on it: the expected revision finds out that it is old.
 * - `recent`: at most {@link SHARED_LOG_MS} old where other processes write, else `exact`. For the default access check.
 * - `exact`: everything acknowledged before it was asked for.
 * - `read`: the same, and the stream is read also where this process is its only writer.
 */
export type Freshness = 'known' | 'recent' | 'exact' | 'read';

/** A log that other processes write, too: a revocation by one of them counts after this long at the latest. */
const SHARED_LOG_MS = 500;
/** A log that only this process writes: an append that failed here may have happened all the same, and is seen then. */
const OWN_LOG_MS = 5_000;

type Entry = { folded: FoldedStream; readAt: number };

/** What a fold is read from. Snapshots are there only where reading a long stream from its start is expensive. */
export type FoldSource = Pick<EventReader, 'readStream' | 'isSoleWriter'> & {
  readonly snapshots?: Snapshots | undefined;
};

/**
 * The folded state of busy workspaces, the least recently used leaving first: one for the door, for the check of who owns
 * a workspace and for the access check.
 */
export class WorkspaceFolds {
  readonly #entries = new Map<string, Entry>();
  readonly #maxAgeMs: Record<Freshness, number>;

  /** @param limit how many workspaces to keep; about 1 KiB each, more with many owners. Default 50,000 */
  constructor(
    private readonly source: FoldSource,
    private readonly limit = 50_000,
  ) {
    const [recent, exact] = source.isSoleWriter ? [OWN_LOG_MS, OWN_LOG_MS] : [SHARED_LOG_MS, 0];
    this.#maxAgeMs = { known: Number.MAX_VALUE, recent, exact, read: 0 };
  }

  /** The fold, if it is in memory and new enough: nothing is waited for. */
  peek(stream: string, freshness: Freshness): FoldedStream | undefined {
    const entry = this.#entries.get(stream);
    if (entry === undefined || performance.now() - entry.readAt >= this.#maxAgeMs[freshness])
      return undefined;
    this.#set(stream, entry);
    return entry.folded;
  }

  /**
   * @returns a fold of an empty stream, too
   * @throws StoreUnavailableError when the stream has to be read and cannot be
   * @throws LogDamagedError when what was read is not what was recorded
   */
  async get(stream: string, freshness: Freshness): Promise<FoldedStream> {
    return this.peek(stream, freshness) ?? this.#read(stream);
  }

  /** Called by the door when events of its own are durable, before it acknowledges them. */
  append(stream: string, before: FoldedStream, after: FoldedStream): void {
    this.#keep(stream, after, performance.now());
    takeSnapshot(this.source.snapshots, stream, before.head, after);
  }

  /** Called when an append failed: it may have happened all the same, so the stream is read next time. */
  doubt(stream: string): void {
    const entry = this.#entries.get(stream);
    if (entry !== undefined) entry.readAt = -Infinity;
  }

  async #read(stream: string): Promise<FoldedStream> {
    const readAt = performance.now();
    const known = this.#entries.get(stream)?.folded;
    const folded = known === undefined ? await this.#fold(stream) : await this.#continue(stream, known);
    return this.#keep(stream, folded, readAt);
  }

  /** From the stream's snapshot, where the store has one that fits, and else from its start. */
  async #fold(stream: string): Promise<FoldedStream> {
    const snapshot = readSnapshot(this.source.snapshots?.newest(stream));
    const continued = snapshot && (await this.#from(stream, snapshot));
    const folded = continued ?? (await this.#from(stream, EMPTY_STREAM)) ?? EMPTY_STREAM;
    // A snapshot that did not fit is replaced, however near it is.
    takeSnapshot(this.source.snapshots, stream, continued && snapshot ? snapshot.head : 'empty', folded);
    return folded;
  }

  async #continue(stream: string, known: FoldedStream): Promise<FoldedStream> {
    const folded = await this.#from(stream, known);
    if (folded !== undefined) return folded;
    // Damage has its own error. Otherwise the log was replaced, or a node that lags was asked: nothing is certain.
    await this.#from(stream, EMPTY_STREAM);
    throw new StoreUnavailableError(`${stream} does not hold revision ${known.head} as it was read before`);
  }

  /**
   * Reads on from a fold. The event that it ended with is read once more: with another one there, the past is another.
   * @returns undefined when the stream does not hold that event
   */
  async #from(stream: string, start: FoldedStream): Promise<FoldedStream | undefined> {
    let folded = start.head === 'empty' ? start : undefined;
    for await (const page of this.source.readStream(stream, start.head === 'empty' ? 0 : start.head))
      for (const recorded of page) {
        if (folded !== undefined) folded = advance(stream, folded, recorded);
        else if (recorded.revision === start.head && recorded.chain === start.chain) folded = start;
        else return undefined;
      }
    return folded;
  }

  /** Never replaces a fold by an older one: whoever reads at the same time may have read more. */
  #keep(stream: string, folded: FoldedStream, readAt: number): FoldedStream {
    if (folded.head === 'empty') return folded;
    const known = this.#entries.get(stream);
    const isOlder = known !== undefined && known.folded.head !== 'empty' && known.folded.head > folded.head;
    const newest = isOlder ? known.folded : folded;
    this.#set(stream, { folded: newest, readAt: isOlder ? Math.max(readAt, known.readAt) : readAt });
    return newest;
  }

  /** A Map iterates in the order of insertion: inserting again makes the entry the youngest. */
  #set(stream: string, entry: Entry): void {
    this.#entries.delete(stream);
    this.#entries.set(stream, entry);
    if (this.#entries.size > this.limit) this.#entries.delete(this.#entries.keys().next().value!);
  }
}
