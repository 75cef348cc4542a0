import type { EventReader, Snapshots } from '#event-store';
import { LogReplacedError, LruMap } from '#event-store';
import { LogDamagedError } from '#evidence';
import { readSnapshot, takeSnapshot } from './fold-snapshot.js';
import type { FoldedStream } from './folded-stream.js';
import { advance, EMPTY_STREAM } from './folded-stream.js';

/**
 * How new a fold must be:
 * - `known`: as this process last knew it. For appends, where the expected revision reveals an old fold.
 * - `recent`: at most {@link SHARED_LOG_MS} old where other processes write, else `exact`. For the default access check.
 * - `exact`: everything acknowledged before it was asked for.
 * - `read`: the same, and the stream is read also where this process is its only writer.
 */
export type Freshness = 'known' | 'recent' | 'exact' | 'read';

/** Maximum age of a `recent` fold when other processes write the log too: their revocations count after this long at the latest. */
const SHARED_LOG_MS = 500;
/** Maximum age of a `recent` fold when only this process writes the log: bounds how long a failed append that was stored stays unseen. */
const OWN_LOG_MS = 5_000;

type Entry = { folded: FoldedStream; readAt: number };

/** The source of folds. Only stores where reading a long stream is expensive have snapshots. */
export type FoldSource = Pick<EventReader, 'readStream' | 'isSoleWriter' | 'requireSameLog'> & {
  readonly snapshots?: Snapshots | undefined;
};

/** Callbacks for damage found while reading streams; they must not throw. */
export type FoldObserver = {
  damaged?(error: LogDamagedError): void;
  /** The stream was read and is sound. */
  sound?(stream: string): void;
  replaced?(error: LogReplacedError): void;
};

/**
 * A cache (least recently used) of folded workspaces, shared by the door, the check of owners and the access check.
 */
export class WorkspaceFolds {
  readonly #entries: LruMap<string, Entry>;
  readonly #maxAgeMs: Record<Freshness, number>;
  /** How many read each stream now whose folds are kept. */
  readonly #readers = new Map<string, number>();
  #closed: LogReplacedError | undefined;

  /** @param limit how many workspaces to keep; about 1 KiB each, more with many owners. Default 50,000 */
  constructor(
    private readonly source: FoldSource,
    limit = 50_000,
    private readonly observer: FoldObserver = {},
  ) {
    const [recent, exact] = source.isSoleWriter ? [OWN_LOG_MS, OWN_LOG_MS] : [SHARED_LOG_MS, 0];
    this.#entries = new LruMap(limit);
    this.#maxAgeMs = { known: Number.MAX_VALUE, recent, exact, read: 0 };
  }

  /** Called when the log was replaced: from now on every read fails with this error. */
  close(reason: LogReplacedError): void {
    this.#closed = reason;
    this.#entries.clear();
  }

  /** The fold if it is in memory and fresh enough, without waiting; otherwise undefined. */
  peek(stream: string, freshness: Freshness): FoldedStream | undefined {
    const entry = this.#entries.get(stream);
    if (entry === undefined || performance.now() - entry.readAt >= this.#maxAgeMs[freshness])
      return undefined;
    return entry.folded;
  }

  /**
   * @param isPassing nobody is expected to ask for this workspace again: a fold that is not in the cache takes no other's place there
   * @returns the fold; also of an empty stream
   * @throws StoreUnavailableError when the stream has to be read and cannot be
   * @throws LogDamagedError when what was read is not what was recorded
   * @throws LogReplacedError when the log does not hold what was read from it before
   */
  async get(stream: string, freshness: Freshness, isPassing = false): Promise<FoldedStream> {
    if (this.#closed !== undefined) throw this.#closed;
    return this.peek(stream, freshness) ?? this.#read(stream, isPassing);
  }

  /** Called by the door when events of its own are durable, before it acknowledges them. */
  append(stream: string, before: FoldedStream, after: FoldedStream, isPassing = false): void {
    // Whoever reads the stream meanwhile has to find out that what they read is old.
    if (!isPassing || this.#entries.get(stream) !== undefined || this.#readers.has(stream))
      this.#keep(stream, after, performance.now());
    takeSnapshot(this.source.snapshots, stream, before.head, after);
  }

  /** Called when an append failed: it may have been stored nevertheless, so the stream is read next time. */
  doubt(stream: string): void {
    const entry = this.#entries.get(stream);
    if (entry !== undefined) entry.readAt = -Infinity;
  }

  async #read(stream: string, isPassing: boolean): Promise<FoldedStream> {
    const readAt = performance.now();
    const known = this.#entries.get(stream)?.folded;
    const isKept = !isPassing || known !== undefined;
    if (isKept) this.#readers.set(stream, (this.#readers.get(stream) ?? 0) + 1);
    try {
      const folded = known === undefined ? await this.#fold(stream) : await this.#continue(stream, known);
      this.observer.sound?.(stream);
      return isKept ? this.#keep(stream, folded, readAt) : folded;
    } catch (error) {
      if (error instanceof LogDamagedError) {
        // Otherwise the old fold would be served for a while.
        this.doubt(stream);
        this.observer.damaged?.(error);
      }
      if (error instanceof LogReplacedError) this.observer.replaced?.(error);
      throw error;
    } finally {
      if (isKept) this.#readerLeaves(stream);
    }
  }

  #readerLeaves(stream: string): void {
    const others = this.#readers.get(stream)! - 1;
    if (others === 0) this.#readers.delete(stream);
    else this.#readers.set(stream, others);
  }

  /** Folds the stream from its snapshot if the store has a usable one, otherwise from its start. */
  async #fold(stream: string): Promise<FoldedStream> {
    const snapshot = readSnapshot(this.source.snapshots?.newest(stream));
    const continued = snapshot && (await this.#from(stream, snapshot));
    const folded = continued ?? (await this.#from(stream, EMPTY_STREAM)) ?? EMPTY_STREAM;
    // An unusable snapshot is replaced, however recent it is.
    takeSnapshot(this.source.snapshots, stream, continued && snapshot ? snapshot.head : 'empty', folded);
    return folded;
  }

  async #continue(stream: string, known: FoldedStream): Promise<FoldedStream> {
    const folded = await this.#from(stream, known);
    if (folded !== undefined) return folded;
    await this.source.requireSameLog();
    // A read from the start reports a gap more exactly.
    await this.#from(stream, EMPTY_STREAM);
    throw new LogDamagedError(
      stream,
      known.head === 'empty' ? 0 : known.head,
      known.position,
      `${stream} does not hold revision ${known.head} as it was read before: it was deleted, truncated or changed`,
    );
  }

  /**
   * Continues a fold. Reads the fold's last event once more, to find out whether the stream was replaced.
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

  /** Stores the fold unless the cache has a newer one: a concurrent reader may have read more. */
  #keep(stream: string, folded: FoldedStream, readAt: number): FoldedStream {
    if (folded.head === 'empty') return folded;
    const known = this.#entries.get(stream);
    const isOlder = known !== undefined && known.folded.head !== 'empty' && known.folded.head > folded.head;
    const newest = isOlder ? known.folded : folded;
    if (this.#closed !== undefined) throw this.#closed;
    this.#entries.set(stream, { folded: newest, readAt: isOlder ? Math.max(readAt, known.readAt) : readAt });
    return newest;
  }
}
