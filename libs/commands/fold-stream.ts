import type { WorkspaceState } from '#domain';
import { evolve, initialState } from '#domain';
import type { EventStore } from '#event-store';
import { ZERO_CHAIN } from '#evidence';
import type { FoldedStream } from './workspace-cache.js';

/** Raise it with every change to {@link WorkspaceState} or to the fold: what another one folded is then folded again. */
const SNAPSHOT_FORMAT = 1;
/** Events that a fold from a snapshot reads at most, in a workspace that this process wrote: as many as a new one has. */
const SNAPSHOT_EVERY = 16;

type Snapshot = { format: number; head: number; chain: string; state: WorkspaceState };

/** A stream folded to its head: from its snapshot, where the store has one that fits, and else from its start. */
export async function foldStream(store: EventStore, stream: string): Promise<FoldedStream> {
  const snapshot = readSnapshot(store.snapshots?.newest(stream));
  const continuation = snapshot && (await continued(store, stream, snapshot));
  const folded = continuation ?? (await fromStart(store, stream));
  // One that did not fit is replaced, however near it is.
  keepSnapshot(store, stream, continuation && snapshot ? snapshot : EMPTY, folded);
  return folded;
}

/** Called after a fold or an append: keeps the state when enough has happened since `before`. */
export function keepSnapshot(
  store: EventStore,
  stream: string,
  before: Pick<FoldedStream, 'head'>,
  { head, chain, state }: FoldedStream,
): void {
  if (store.snapshots === undefined || head === 'empty' || milestone(head) === milestone(before.head)) return;
  const snapshot: Snapshot = { format: SNAPSHOT_FORMAT, head, chain, state };
  store.snapshots.keep(stream, JSON.stringify(snapshot));
}

const EMPTY: FoldedStream = { state: initialState, head: 'empty', chain: ZERO_CHAIN };

const milestone = (head: FoldedStream['head']): number =>
  head === 'empty' ? 0 : Math.floor((head + 1) / SNAPSHOT_EVERY);

/** The event that the snapshot was taken at is read, too: with another chain than the snapshot's, its past is another one. */
async function continued(
  store: EventStore,
  stream: string,
  snapshot: Snapshot,
): Promise<FoldedStream | undefined> {
  let folded: FoldedStream | undefined;
  for await (const page of store.readStream(stream, snapshot.head))
    for (const recorded of page) {
      const { revision: head, chain } = recorded;
      if (folded !== undefined) folded = { state: evolve(folded.state, recorded.event), head, chain };
      else if (head === snapshot.head && chain === snapshot.chain) folded = snapshot;
      else return undefined;
    }
  return folded;
}

async function fromStart(store: EventStore, stream: string): Promise<FoldedStream> {
  let folded = EMPTY;
  for await (const page of store.readStream(stream))
    for (const recorded of page)
      folded = {
        state: evolve(folded.state, recorded.event),
        head: recorded.revision,
        chain: recorded.chain,
      };
  return folded;
}

function readSnapshot(body: string | undefined): Snapshot | undefined {
  if (body === undefined) return undefined;
  try {
    const { format, head, chain, state } = JSON.parse(body) as Snapshot;
    return format === SNAPSHOT_FORMAT ? { format, head, chain, state } : undefined;
  } catch {
    return undefined;
  }
}
