import type { Bookmark, LogTarget } from '#derived';
import type { Position } from '#event-store';
import { LogReplacedError } from '#event-store';
import type { MerkleNodes } from '../merkle/nodes.js';

/**
 * The log's RFC 6962 tree: a leaf for each event in the order of the log, its data the 32 bytes of the event's chain.
 * Roots and proofs of any size up to the tree's come from it without a look at the log.
 *
 * It remembers what the log was. A log that does not hold the event that was folded last was replaced, or restored from a
 * backup, and {@link reset} refuses to forget that: see {@link LogReplacedError}.
 */
export interface LogTree extends LogTreeQueries, LogTarget {}

/** Read access to the tree, for checkpoints and proofs, in any thread or process. */
export interface LogTreeQueries extends MerkleNodes {
  /** How many events are in it. */
  size(): Promise<number>;

  /** How much of the log it knows. */
  position(): Promise<Position>;

  /** Called at start, to see whether the log is still the same: the event that was folded last. */
  bookmark(): Promise<Bookmark>;

  /** Called for a proof: the place of an event in the tree, undefined when it is not in it (yet). */
  indexOf(eventId: string): Promise<number | undefined>;

  /** The data of a leaf, 32 bytes. @throws RangeError if there is none */
  leaf(index: number): Promise<Buffer>;

  /** Idempotent. */
  close(): Promise<void>;
}

/** Thrown by {@link LogTree.reset}. @param location what keeps the tree */
export const notHeld = (location: string, position: Position): LogReplacedError =>
  new LogReplacedError(
    `the event log does not hold the event that ${location} has at position ${position}. Put the newer log back; or, if it ` +
      'is lost for good, or was moved on purpose, remove what the guide names',
  );
