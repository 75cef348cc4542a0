import { setTimeout as sleep } from 'node:timers/promises';
import { streamOf } from '#domain';
import type { EventReader, RecordedEvent } from '#event-store';
import { LOG_START } from '#event-store';
import type { StreamEnd } from '../continuity.js';
import { LogDamagedError } from '../continuity.js';
import { leafHashOfHex } from '../merkle/hashing.js';
import type { MerkleNodes } from '../merkle/nodes.js';
import { checkStream } from './check-stream.js';

/** Where a workspace's stream ends in what was folded from the log. */
export type FoldedStreamEnd = StreamEnd & {
  /** For going on after it. */
  workspace: number;
  workspaceId: string;
};

export type LogSurvey = {
  reader: Pick<EventReader, 'readStream' | 'readAll'>;
  /** Workspaces that are not known to be damaged, by number, in pages; empty at the end. */
  streams: (afterWorkspace: number) => Promise<readonly FoldedStreamEnd[]>;
  /** Called for each workspace once. */
  damaged: (found: LogDamagedError) => Promise<void>;
  signal: AbortSignal;
};

/** The share of its thread that a check in the background takes: it pauses three times as long as it worked. */
const PAUSE_FACTOR = 3;
const SLICE_MS = 10;

/** Holds each stream of a selection against where it was folded up to, in memory for one page. @returns events read */
export async function checkStreams({ reader, streams, damaged, signal }: LogSurvey): Promise<number> {
  const pace = new Pace(signal);
  let events = 0;
  for (let after = 0; ;) {
    const page = await streams(after);
    for (const folded of page) {
      try {
        events += await checkStream(reader, streamOf(folded.workspaceId), folded);
      } catch (error) {
        if (!(error instanceof LogDamagedError)) throw error;
        await damaged(error);
      }
      await pace.rest();
    }
    if (page.length === 0) return events;
    after = page.at(-1)!.workspace;
  }
}

/**
 * Holds the order of the log against its tree, which a stream by itself does not show: an event that was put in, or moved,
 * after the log was folded. Ends with the first that is found, since all that follow are at other places, too.
 */
export async function checkOrder(
  { reader, damaged, signal }: Omit<LogSurvey, 'streams'>,
  tree: MerkleNodes & { size(): Promise<number> },
): Promise<void> {
  const pace = new Pace(signal);
  const size = await tree.size();
  let index = 0;
  for await (const page of reader.readAll(LOG_START)) {
    const events = page.filter(isLeaf).slice(0, size - index);
    const leaves = await tree.nodes(events.map((_, i) => ({ level: 0, index: index + i })));
    const other = events.findIndex(({ chain }, i) => !leafHashOfHex(chain).equals(leaves[i]!));
    if (other >= 0) return damaged(displaced(events[other]!, index + other));
    index += events.length;
    if (index >= size) return;
    await pace.rest();
  }
}

const displaced = ({ stream, revision, position }: RecordedEvent, index: number): LogDamagedError =>
  new LogDamagedError(
    stream,
    revision,
    position,
    `it stands at place ${index} of the log, where another event was when the log was folded`,
  );

/** An event without a chain value was not written by this service and has no leaf. */
const isLeaf = ({ chain }: RecordedEvent): boolean => /^[0-9a-f]{64}$/.test(chain);

class Pace {
  #since = performance.now();

  constructor(private readonly signal: AbortSignal) {}

  /** @throws when the signal aborts */
  async rest(): Promise<void> {
    const workedMs = performance.now() - this.#since;
    if (workedMs < SLICE_MS) return;
    await sleep(workedMs * PAUSE_FACTOR, undefined, { signal: this.signal });
    this.#since = performance.now();
  }
}
