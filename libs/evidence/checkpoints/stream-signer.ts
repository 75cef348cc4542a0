import type { EventReader, Position, RecordedEvent } from '#event-store';
import { canonicalEvent } from '../chain.js';
import { isIncluded } from '../merkle/check-proofs.js';
import { CompactRange } from '../merkle/compact-range.js';
import { leafHashOfHex } from '../merkle/hashing.js';
import type { MerkleNodes } from '../merkle/nodes.js';
import { inclusionProof } from '../merkle/proofs.js';
import type { Checkpoint } from '../notes/checkpoint.js';
import { signCheckpoint, streamOrigin } from '../notes/checkpoint.js';
import { StreamHeads } from '../verify/stream-heads.js';
import { DamageFound } from '../verify/verification.js';
import type { CheckpointKeys } from './checkpoint-keys.js';
import { InconsistentLogError } from './errors.js';

/** The tree of the log, as far as one stream is held against it. */
export interface PlacedTree extends MerkleNodes {
  position(): Promise<Position>;
  /** Undefined when the event is not in it, or not yet. */
  indexOf(eventId: string): Promise<number | undefined>;
}

export type StreamSignerParts = {
  reader: Pick<EventReader, 'lastCheckpoint'>;
  tree: PlacedTree;
  keys: CheckpointKeys;
};

/**
 * Signs the state of one workspace's stream, after comparing it with the newest checkpoint of the log. Otherwise a stream that was rewritten
 * in the store, chains included, would get a signature.
 */
export class StreamSigner {
  constructor(private readonly parts: StreamSignerParts) {}

  /**
   * @param pages all events of the stream from revision 0 on, as far as is to be signed for
   * @returns the note
   * @throws InconsistentLogError if they are not those of the log that was signed for: nothing is signed
   */
  async sign(stream: string, pages: AsyncIterable<readonly RecordedEvent[]>): Promise<string> {
    const { reader, keys } = this.parts;
    const last = await reader.lastCheckpoint();
    const range = new CompactRange();
    const heads = new StreamHeads();
    const placed: Placed[] = [];
    for await (const page of pages)
      for (const event of page) {
        link(heads, event);
        range.append(leafHashOfHex(event.chain));
        placed.push({ id: event.id, chain: event.chain, position: event.position });
      }
    if (last) await this.#holdAgainst(keys.read(last.note, 'the event store'), stream, placed);
    return signCheckpoint(
      { origin: streamOrigin(keys.origin, stream), size: range.size, root: range.root() },
      [keys.signer],
    );
  }

  /** Of a chain, the last event that was signed for vouches for all before it. Those after it nobody has signed for yet. */
  async #holdAgainst({ size, root }: Checkpoint, stream: string, events: readonly Placed[]): Promise<void> {
    const { tree } = this.parts;
    const folded = await tree.position();
    for (const { id, chain, position } of events.toReversed()) {
      const index = await tree.indexOf(id);
      if (index === undefined && position <= folded)
        throw otherLog(`event ${id} of ${stream} is not in the tree of the log`);
      if (index === undefined || index >= size) continue;
      const hashes = await inclusionProof(tree, index, size);
      if (isIncluded({ index, size, root, leaf: Buffer.from(chain, 'hex'), hashes })) return;
      throw otherLog(`${stream} is not the one that the checkpoint of ${size} events was signed for`);
    }
  }
}

type Placed = { id: string; chain: string; position: Position };

function link(heads: StreamHeads, event: RecordedEvent): void {
  const { stream, revision, chain } = event;
  try {
    heads.follow({ stream, revision, chain, canonical: canonicalEvent(event) }, { stream, revision });
  } catch (error) {
    if (error instanceof DamageFound) throw otherLog(error.message);
    throw error;
  }
}

const otherLog = (message: string): InconsistentLogError => new InconsistentLogError('OTHER_LOG', message);
