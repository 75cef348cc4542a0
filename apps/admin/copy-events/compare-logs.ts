import { CompactRange, leafHashOfHex } from '#evidence';
import { eventsIn } from './copy-log.js';
import { differenceOf } from './difference.js';
import type { LogUnit, Source } from './log-units.js';
import { logUnits } from './log-units.js';
import type { Patience } from './patience.js';

/** Streams that are asked for their heads at a time. */
const STREAMS_AT_ONCE = 32;

/** One of two logs. `root`: of its tree (RFC 6962), over the chain values as this store has them. */
export type LogFacts = { events: number; streams: number; checkpoints: number; root: Buffer };

/** `difference`: a sentence about the first one; none when the two are one log. */
export type Comparison = { source: LogFacts; target: LogFacts; difference?: string };

export type CompareParts = {
  source: Source;
  target: Source;
  patience: Patience;
  signal: AbortSignal;
  onProgress: (events: number) => void;
};

/**
 * Reads both to the end, each by itself, and compares: every event and every checkpoint, to the byte and in the same place of
 * the log; then the head of every stream, as those find it who read a stream.
 */
export async function compareLogs(parts: CompareParts): Promise<Comparison> {
  const { source, target, patience, signal, onProgress } = parts;
  const [one, other] = [new Tally(), new Tally()];
  const heads = new Map<string, number>();
  const [left, right] = [logUnits(source, patience), logUnits(target, patience)];
  let difference: string | undefined;
  for (;;) {
    const [a, b] = [await left.next(), await right.next()];
    if (a.done && b.done) break;
    signal.throwIfAborted();
    difference ??= differenceOf(a.value ?? undefined, b.value ?? undefined, one.events);
    if (!a.done) one.add(a.value);
    if (!b.done) other.add(b.value);
    if (!a.done && a.value.kind === 'events')
      heads.set(a.value.events[0].stream, a.value.events.at(-1)!.revision);
    onProgress(one.events);
  }
  difference ??= await differentHead(parts, heads);
  return { source: one.facts(), target: other.facts(), ...(difference !== undefined && { difference }) };
}

class Tally {
  events = 0;
  #streams = 0;
  #checkpoints = 0;
  readonly #tree = new CompactRange();

  add(unit: LogUnit): void {
    this.events += eventsIn(unit);
    if (unit.kind === 'checkpoint') {
      this.#checkpoints += 1;
      return;
    }
    if (unit.events[0].revision === 0) this.#streams += 1;
    for (const { chain } of unit.events) this.#tree.append(leafHashOfHex(chain));
  }

  facts(): LogFacts {
    const root = this.#tree.root();
    return { events: this.events, streams: this.#streams, checkpoints: this.#checkpoints, root };
  }
}

/** Whether a stream ends elsewhere, or otherwise, in one of the two than its log says. */
async function differentHead(
  { source, target, patience, signal }: CompareParts,
  heads: ReadonlyMap<string, number>,
): Promise<string | undefined> {
  const waiting = heads.entries();
  let different: string | undefined;
  const work = async (): Promise<void> => {
    for (const [stream, revision] of waiting) {
      if (different !== undefined) return;
      signal.throwIfAborted();
      const [one, other] = await Promise.all(
        [source, target].map((reader) => patience.run(() => headFrom(reader, stream, revision))),
      );
      if (one !== other || one === 'none')
        different = `at the head of ${stream}, revision ${revision}: ${one} in the source, ${other} in the target`;
    }
  };
  await Promise.all(Array.from({ length: STREAMS_AT_ONCE }, work));
  return different;
}

/** The chain of the event there, if it is the last one. */
async function headFrom(reader: Source, stream: string, revision: number): Promise<string> {
  for await (const page of reader.readStream(stream, revision))
    return page.map((event) => event.chain).join(', then ');
  return 'none';
}
