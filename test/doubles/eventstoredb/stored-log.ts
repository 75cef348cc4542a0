import { randomUUID } from 'node:crypto';
import { SIZE_LIMIT_BYTES } from './limits.js';

/** What the caller expects of the stream's head; a number is a revision. */
export type Expected = number | 'any' | 'no_stream' | 'stream_exists';

export type ProposedEvent = {
  id: string;
  type: string;
  contentType: string;
  data: Uint8Array;
  metadata: Uint8Array;
};

export type StoredEvent = ProposedEvent & {
  stream: string;
  revision: number;
  position: bigint;
  createdMs: number;
};

/** What a log consists of, to be put back later. */
export type LogCopy = {
  all: readonly StoredEvent[];
  streams: readonly (readonly [string, readonly StoredEvent[]])[];
  firstVisible: readonly (readonly [string, number])[];
  next: bigint;
};

export type Answer =
  | { kind: 'success'; revision: number | 'no_stream'; position: bigint }
  | { kind: 'wrong-expected'; expected: Expected; actual: number | 'no_stream' }
  | { kind: 'too-large'; limit: number }
  | { kind: 'error'; typeName: string; message: string };

/** A record's frame in the log of a real server, roughly: it is what makes positions have holes. */
const FRAME_BYTES = 120;

/**
 * The streams and the log of an EventStoreDB, in memory. It answers appends as observed on real servers, with their rules
 * for repeated ids. What an operator does to a log ({@link truncate}, {@link softDelete}, {@link scavenge}, {@link restore})
 * is called by tests; the double does not take it from clients, since nothing of ours asks for it.
 */
export class StoredLog {
  readonly all: StoredEvent[] = [];
  readonly #streams = new Map<string, StoredEvent[]>();
  /** The first revision that reads of a stream still give: `$tb`, or what `$maxCount` and `$maxAge` come to. */
  readonly #firstVisible = new Map<string, number>();
  readonly #byId = new Map<string, StoredEvent>();
  readonly #watchers = new Set<() => void>();
  #next = 0n;

  constructor() {
    // A real server's log is never without events of its own.
    for (const name of ['$settings', '$users']) this.append(name, 'any', [systemEvent(name.slice(1))]);
  }

  /** All events of a stream, by revision, those that reads do not give any more included. */
  stream(name: string): readonly StoredEvent[] | undefined {
    return this.#streams.get(name);
  }

  /** The first revision that a read of the stream gives; past its end when nothing is left. */
  firstVisible(name: string): number {
    return this.#firstVisible.get(name) ?? 0;
  }

  /** `$tb`, `$maxCount` or `$maxAge` in a stream's metadata: its events before a revision are read no more. */
  truncate(stream: string, before: number): void {
    this.#firstVisible.set(stream, before);
    this.append(`$$${stream}`, 'any', [systemEvent('metadata', randomUUID())]);
  }

  /** A stream that is deleted, not for good: the next event is appended as to a new one, and gets the next revision. */
  softDelete(stream: string): void {
    this.truncate(stream, this.#streams.get(stream)?.length ?? 0);
  }

  /**
   * Takes from the log, too, what reads of its streams do not give any more. The last event of a stream stays, as on real
   * servers: it tells the revision of the next.
   */
  scavenge(): void {
    const isLast = ({ stream, revision }: StoredEvent): boolean =>
      revision + 1 === this.#streams.get(stream)?.length;
    const kept = this.all.filter(
      (event) => event.revision >= this.firstVisible(event.stream) || isLast(event),
    );
    this.all.splice(0, this.all.length, ...kept);
  }

  /** A backup. */
  copy(): LogCopy {
    const streams = [...this.#streams].map(([name, events]) => [name, [...events]] as const);
    return { all: [...this.all], streams, firstVisible: [...this.#firstVisible], next: this.#next };
  }

  /** The server has an older copy of its data, or another log, from now on; subscriptions are not told. */
  restore({ all, streams, firstVisible, next }: LogCopy): void {
    this.all.splice(0, this.all.length, ...all);
    this.#streams.clear();
    for (const [name, events] of streams) this.#streams.set(name, [...events]);
    this.#firstVisible.clear();
    for (const [name, first] of firstVisible) this.#firstVisible.set(name, first);
    this.#byId.clear();
    for (const event of all) this.#byId.set(event.id, event);
    this.#next = next;
  }

  /** Calls back after every append that wrote. @returns the way to end that */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  append(stream: string, expected: Expected, events: readonly ProposedEvent[]): Answer {
    const size = events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
    if (size > SIZE_LIMIT_BYTES) return { kind: 'too-large', limit: SIZE_LIMIT_BYTES };
    const head = (this.#streams.get(stream)?.length ?? 0) - 1;
    const known = events.length === 0 ? { last: head } : this.#repeated(stream, expected, head, events);
    if (known === 'wrong') return { kind: 'wrong-expected', expected, actual: orNone(head) };
    if (known !== 'new')
      return {
        kind: 'success',
        revision: orNone(known.last),
        position: this.#positionOf(stream, known.last),
      };
    for (const [index, event] of events.entries()) this.#write(stream, head + 1 + index, event);
    for (const watcher of this.#watchers) watcher();
    return { kind: 'success', revision: head + events.length, position: this.all.at(-1)!.position };
  }

  /** Whether these events are to be written, were written by an earlier send, or fit neither way. */
  #repeated(
    stream: string,
    expected: Expected,
    head: number,
    events: readonly ProposedEvent[],
  ): 'new' | 'wrong' | { last: number } {
    if (expected === 'stream_exists' && head < 0) return 'wrong';
    if (expected === 'any' || expected === 'stream_exists') {
      const places = events
        .map(({ id }) => this.#byId.get(id))
        .map((e) => (e?.stream === stream ? e : undefined));
      if (places[0] === undefined) return 'new';
      return places.includes(undefined) ? 'wrong' : { last: places.at(-1)!.revision };
    }
    if (expected === 'no_stream' && head >= 0 && this.firstVisible(stream) > head) return 'new';
    const at = expected === 'no_stream' ? -1 : expected;
    // At the head nobody looks at ids: a known one is written again.
    if (at === head) return 'new';
    if (at > head) return 'wrong';
    const there = this.#streams.get(stream) ?? [];
    return events.every(({ id }, index) => there[at + 1 + index]?.id === id)
      ? { last: at + events.length }
      : 'wrong';
  }

  #write(stream: string, revision: number, proposed: ProposedEvent): void {
    const { data, metadata } = proposed;
    const event = { ...proposed, stream, revision, position: this.#next, createdMs: Date.now() };
    this.#next += BigInt(FRAME_BYTES + data.length + metadata.length);
    const events = this.#streams.get(stream);
    if (events === undefined) this.#streams.set(stream, [event]);
    else events.push(event);
    this.#byId.set(event.id, event);
    this.all.push(event);
  }

  #positionOf(stream: string, revision: number): bigint {
    return this.#streams.get(stream)?.[revision]?.position ?? 0n;
  }

  /** The index in {@link all} of the first event at a position or after it. */
  indexFrom(position: bigint): number {
    let [low, high] = [0, this.all.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.all[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const orNone = (revision: number): number | 'no_stream' => (revision < 0 ? 'no_stream' : revision);

const systemEvent = (
  name: string,
  id = `00000000-0000-4000-8000-${Buffer.from(name.slice(0, 6).padEnd(6)).toString('hex')}`,
): ProposedEvent => ({
  id,
  type: `$${name}`,
  contentType: 'application/json',
  data: Buffer.from('{}'),
  metadata: new Uint8Array(),
});
