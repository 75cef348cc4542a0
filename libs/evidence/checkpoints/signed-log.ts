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
  for (let from = 0; from < found.revision;) {
    const middle = Math.floor((from + found.revision) / 2);
    const candidate = await checkpointAt(reader, middle);
    if (candidate === undefined) return found;
    if (sizeOfNote(candidate.note) > size) found = candidate;
    else from = middle + 1;
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
