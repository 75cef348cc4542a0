import { v7 as uuidv7 } from 'uuid';
import type { SupportAccessEvent } from '#domain';
import { openEventStore } from '#event-store';
import { workspaceIds } from '../workload/commands.js';
import { granted, interleaved, updated } from '../workload/history.js';
import type { Cluster } from './cluster.js';
import { fillStore } from './fill-store.js';

const DAY_MS = 86_400_000;
export const EVENTS_EACH = 50;
/** Who may grant in {@link Histories.owned}. */
export const OWNER = 'olivia';

/** What is in the log that the roles are measured on. */
export type Histories = {
  events: number;
  /** Workspaces with {@link EVENTS_EACH} events. */
  busy: readonly string[];
  /** With a grant that has ended, and no record of that yet. */
  due: readonly string[];
  /** Of {@link OWNER}, without a grant. */
  owned: readonly string[];
};

export async function fillHistories({ quick, eventStoreUrl }: Cluster): Promise<Histories> {
  const size = quick ? 10 : 1;
  const busy = workspaceIds(2_000 / size, 'busy');
  const due = workspaceIds(20_000 / size, 'due');
  const owned = workspaceIds(20_000 / size, 'owned');
  const store = await openEventStore(eventStoreUrl);
  const events = await fillStore(store, allOf(busy, due, owned));
  await store.close();
  return { events, busy, due, owned };
}

function* allOf(
  busy: readonly string[],
  due: readonly string[],
  owned: readonly string[],
): Generator<SupportAccessEvent> {
  const nowMs = Date.now();
  yield* interleaved(busy, EVENTS_EACH, nowMs - DAY_MS / 2);
  for (const workspaceId of due) yield updated(workspaceId, nowMs - 2 * DAY_MS);
  for (const workspaceId of due) yield granted(workspaceId, uuidv7(), nowMs - 2 * DAY_MS, nowMs - DAY_MS);
  for (const workspaceId of owned) yield ownedBy(OWNER, updated(workspaceId, nowMs - DAY_MS));
}

const ownedBy = (owner: string, event: SupportAccessEvent): SupportAccessEvent =>
  event.type === 'WorkspaceUpdated' ? { ...event, data: { ...event.data, ownerIds: [owner] } } : event;
