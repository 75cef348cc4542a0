import type { EventReader, EventStore, Position, RecordedCheckpoint } from '#event-store';
import type { MerkleNodes } from '../merkle/nodes.js';

/** The tree that is folded from the log, as far as checkpoints need it. */
export interface FoldedTree extends MerkleNodes {
  size(): Promise<number>;
  position(): Promise<Position>;
  /** The event that was folded last, and where; none of an empty tree. */
  bookmark(): Promise<{ position: Position; event?: { stream: string; revision: number; id: string } }>;
}

export type CheckpointStore = Pick<EventStore, 'lastCheckpoint' | 'appendCheckpoint'>;

/** The size that a recorded note tells: its second line. For finding one; what it proves is for its reader to check. */
export const sizeOfNote = (note: string): number => Number(note.split('\n', 2)[1]);

/** The first recorded checkpoint past a size, by halving: sizes only grow. Undefined when there is none. */
export async function firstPast(
  reader: Pick<EventReader, 'readCheckpoints' | 'lastCheckpoint'>,
  size: number,
): Promise<RecordedCheckpoint | undefined> {
  let found = await reader.lastCheckpoint();
  if (found === undefined || sizeOfNote(found.note) <= size) return undefined;
  for (let [from, to] = [0, found.revision]; from < to;) {
    const middle = Math.floor((from + to) / 2);
    // The beginning of the stream may be gone: then it is a later one, which is right for all revisions before it.
    const candidate = await checkpointAt(reader, middle);
    if (candidate === undefined) return found;
    if (sizeOfNote(candidate.note) > size) [found, to] = [candidate, middle];
    else from = candidate.revision + 1;
  }
  return found;
}

async function checkpointAt(
  reader: Pick<EventReader, 'readCheckpoints'>,
  revision: number,
): Promise<RecordedCheckpoint | undefined> {
  for await (const [first] of reader.readCheckpoints(revision)) return first;
  return undefined;
}

/** `isNewest`: the newest that is known to have been recorded; else the first ones. `what`: a sentence without a full stop. */
export type GoneCheckpoints = { what: string; isNewest: boolean };

/**
 * Whether checkpoints that were recorded are gone: the first ones, or the one of a size that is known to have been recorded.
 * @param newest the newest recorded one, if there is any
 * @param knownSize 0 when none is known
 */
export async function goneCheckpoints(
  reader: Pick<EventReader, 'readCheckpoints' | 'lastCheckpoint'>,
  newest: RecordedCheckpoint | undefined,
  knownSize: number,
): Promise<GoneCheckpoints | undefined> {
  const newestSize = sizeOf(newest);
  const isThere =
    knownSize === 0 ||
    newestSize === knownSize ||
    // Another process recorded later ones.
    (newestSize > knownSize && sizeOf(await firstPast(reader, knownSize - 1)) === knownSize);
  if (!isThere) return gone(`the checkpoint of ${knownSize} events is`, true);
  const first = await checkpointAt(reader, 0);
  return first !== undefined && first.revision > 0
    ? gone(`the first ${first.revision} checkpoints are`, false)
    : undefined;
}

const sizeOf = (checkpoint: RecordedCheckpoint | undefined): number =>
  checkpoint === undefined ? 0 : sizeOfNote(checkpoint.note);

const gone = (which: string, isNewest: boolean): GoneCheckpoints => ({
  what: `${which} gone from the event store; see "Checkpoints that are gone" in docs/operations.md`,
  isNewest,
});
