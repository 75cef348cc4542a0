import { BrokenHistoryError, UnknownEventError } from './errors.js';
import type { Tier } from './commands.js';
import type { SupportAccessEvent, SupportAccessGranted } from './events.js';
import { grantFault, happenedAt } from './events.js';
import type { EpochMs } from './instant.js';
import { toEpochMs } from './instant.js';

/** One support login under the active grant. */
export type SupportSession = { sessionId: string; engineerId: string; expiresAt: EpochMs };

/** The latest grant of a workspace, as recorded. An ended one is kept, so that the refusal of a late login can say why. */
export type GrantState =
  | { status: 'none' }
  | {
      status: 'active';
      grantId: string;
      /** The owner's id. */
      grantedBy: string;
      expiresAt: EpochMs;
      ticketId?: string;
      /** In the order of login, oldest first, without those that were over at the newest login. */
      sessions: readonly SupportSession[];
    }
  | { status: 'expired'; grantId: string; expiresAt: EpochMs }
  | { status: 'revoked'; grantId: string; expiresAt: EpochMs };

/**
 * The folded state of a workspace, for the decider, the access check and the check of owners. `lastAt` is the stream's last time, 0
 * before its first event.
 */
export type WorkspaceState =
  | { status: 'unknown'; lastAt: EpochMs }
  | {
      status: 'known';
      lastAt: EpochMs;
      tier: Tier;
      forcedSso: boolean;
      ownerIds: readonly string[];
      grant: GrantState;
    };

export const initialState: WorkspaceState = { status: 'unknown', lastAt: 0 };

const NO_GRANT: GrantState = { status: 'none' };

/**
 * The fold. It never mutates the state it is given and never reads a clock: a grant past its end stays `active` here
 * until the stream says otherwise.
 * @throws UnknownEventError, BrokenHistoryError
 */
export function evolve(state: WorkspaceState, event: SupportAccessEvent): WorkspaceState {
  const lastAt = Math.max(state.lastAt, toEpochMs(happenedAt(event)));
  switch (event.type) {
    case 'WorkspaceUpdated': {
      const { tier, forcedSso, ownerIds } = event.data;
      // W3: the grant survives a change of owners, because the workspace gave it.
      const grant = state.status === 'known' ? state.grant : NO_GRANT;
      return { status: 'known', lastAt, tier, forcedSso, ownerIds, grant };
    }
    case 'SupportAccessGranted': {
      if (state.status === 'unknown') throw notDescribed(event.type);
      return { ...state, lastAt, grant: activeGrant(event.data) };
    }
    case 'SupportLogin': {
      const { grantId, sessionId, engineer, at, sessionExpiresAt } = event.data;
      if (state.status === 'unknown') throw notDescribed(event.type);
      if (state.grant.status !== 'active' || state.grant.grantId !== grantId) return { ...state, lastAt };
      const loginAt = toEpochMs(at);
      const others = state.grant.sessions.filter(({ expiresAt }) => loginAt < expiresAt);
      const session = { sessionId, engineerId: engineer.id, expiresAt: toEpochMs(sessionExpiresAt) };
      return { ...state, lastAt, grant: { ...state.grant, sessions: [...others, session] } };
    }
    case 'SupportAccessRevoked': {
      if (state.status === 'unknown') throw notDescribed(event.type);
      const { cause, grantId, expiresAt } = event.data;
      // An end names its grant, and leaves other grants alone.
      if (state.grant.status !== 'active' || state.grant.grantId !== grantId) return { ...state, lastAt };
      const status = cause === 'expired' ? 'expired' : 'revoked';
      return { ...state, lastAt, grant: { status, grantId, expiresAt: toEpochMs(expiresAt) } };
    }
    case 'SupportAccessDenied':
      return { ...state, lastAt };
    default:
      throw unknownEvent(event);
  }
}

function activeGrant(data: SupportAccessGranted): GrantState {
  const fault = grantFault(data);
  if (fault !== undefined) throw new BrokenHistoryError(fault);
  const { grantId, grantedBy, expiresAt, ticketId } = data;
  return {
    status: 'active',
    grantId,
    grantedBy: grantedBy.id,
    expiresAt: toEpochMs(expiresAt),
    ...(ticketId !== undefined && { ticketId }),
    sessions: [],
  };
}

const notDescribed = (eventType: string): Error =>
  new BrokenHistoryError(`${eventType} in the stream of a workspace that nobody described`);

const unknownEvent = (event: never): Error => new UnknownEventError((event as { type: string }).type);
