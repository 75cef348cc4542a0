import type { WorkspaceState } from '#domain';
import type { Snapshots, StreamHead } from '#event-store';
import type { FoldedStream } from './folded-stream.js';

/** Raise it with every change to {@link WorkspaceState} or to the fold: a snapshot of another format is not used. */
const SNAPSHOT_FORMAT = 3;
/** A snapshot is taken every so many events, which bounds the events read after one. */
const SNAPSHOT_EVERY = 16;

type Snapshot = { format: number; head: number; chain: string; position: string; state: WorkspaceState };

/** Stores the state when enough events were added since `before`. Called after a fold and after an append. */
export function takeSnapshot(
  snapshots: Snapshots | undefined,
  stream: string,
  before: StreamHead,
  { head, chain, position, state }: FoldedStream,
): void {
  if (snapshots === undefined || head === 'empty' || milestone(head) === milestone(before)) return;
  const snapshot: Snapshot = { format: SNAPSHOT_FORMAT, head, chain, position: `${position}`, state };
  snapshots.keep(stream, JSON.stringify(snapshot));
}

/** @returns undefined for one that is absent, damaged or of another release */
export function readSnapshot(body: string | undefined): FoldedStream | undefined {
  if (body === undefined) return undefined;
  try {
    const { format, head, chain, position, state } = JSON.parse(body) as Snapshot;
    return format === SNAPSHOT_FORMAT ? { head, chain, position: BigInt(position), state } : undefined;
  } catch {
    return undefined;
  }
}

const milestone = (head: StreamHead): number =>
  head === 'empty' ? 0 : Math.floor((head + 1) / SNAPSHOT_EVERY);
