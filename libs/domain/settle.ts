import type { Moment } from './ends.js';
import { grantEnded, requestClosed, sessionEnded } from './ends.js';
import type { SupportAccessEvent } from './events.js';
import type { EpochMs } from './instant.js';
import type { KnownWorkspace, PendingRequest, SupportSession, WorkspaceState } from './state.js';
import { activeGrant, evolve } from './state.js';

/**
 * E2: records everything that is over at that moment and not recorded as such: sessions by the time they were over, the grant with
 * what ends with it, then requests by the time they were over.
 *
 * @param named a session whose end is among those recorded, if it is over, however many others are
 * @returns the events, which may be none, and the state after them
 */
export function settle(
  moment: Moment,
  before: WorkspaceState,
  named?: string,
): { events: SupportAccessEvent[]; state: WorkspaceState } {
  const { at } = moment;
  const events: SupportAccessEvent[] = [];
  let state = before;
  if (state.status === 'unknown') return { events, state };
  const grant = activeGrant(state);
  const expired = grant !== undefined && at >= grant.expiresAt ? grant : undefined;

  /** Of the expired grant, and not over before it: recorded with it. */
  const endsWithGrant = (each: SupportSession | PendingRequest): boolean =>
    expired !== undefined && each.grantId === expired.grantId && each.expiresAt >= expired.expiresAt;
  const isOver = (each: SupportSession | PendingRequest): boolean =>
    overAt(each) <= at && !endsWithGrant(each);

  // Most commands meet nothing that is over.
  if (expired === undefined && !state.sessions.some(isOver) && !state.requests.some(isOver))
    return { events, state };

  const over = state.sessions.filter(isOver).sort(byEnd);
  const sessions = within(moment.room, [...over, ...state.sessions.filter(endsWithGrant)], named);
  events.push(
    ...sessions
      .filter(isOver)
      .map((each) => sessionEnded(moment, each, each.ended?.cause ?? 'timed-out', overAt(each))),
  );
  if (expired !== undefined) events.push(...grantEnded(moment, { ...state, sessions }, expired, 'expired'));
  const requests = state.requests.filter(isOver).sort(byEnd);
  events.push(...requests.map((each) => requestClosed(moment, each, 'expired')));

  for (const event of events) state = evolve(state, event);
  return { events, state };
}

/** The state in which nothing is over at that moment, for questions: nothing is recorded. */
export const settledAt = (before: KnownWorkspace, at: EpochMs): KnownWorkspace =>
  settle({ workspaceId: '', at, room: Infinity }, before).state as KnownWorkspace;

const overAt = (each: SupportSession | PendingRequest): EpochMs =>
  'ended' in each && each.ended !== undefined ? each.ended.at : each.expiresAt;

const byEnd = (one: SupportSession | PendingRequest, other: SupportSession | PendingRequest): number =>
  overAt(one) - overAt(other);

/** The first of them for which there is room, the named one among them. */
function within(
  room: number,
  sessions: readonly SupportSession[],
  named: string | undefined,
): readonly SupportSession[] {
  const left = sessions.slice(room).find(({ sessionId }) => sessionId === named);
  return left === undefined ? sessions.slice(0, room) : [...sessions.slice(0, room - 1), left];
}
