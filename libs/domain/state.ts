import { BrokenHistoryError, UnknownEventError } from './errors.js';
import type { SupportAccessEvent } from './events.js';
import { happenedAt } from './events.js';
import type { EpochMs } from './instant.js';
import { toEpochMs } from './instant.js';

/** The latest grant of a workspace. Only `active` opens a door; `expired` is remembered to tell a late login why. */
export type GrantState =
  | { status: 'none' }
  | { status: 'active'; grantId: string; expiresAt: EpochMs; ticketId?: string }
  | { status: 'expired'; grantId: string; expiresAt: EpochMs };

/** What the decider knows of one workspace. `lastAt` is the stream's last time, 0 before its first event. */
export type WorkspaceState =
  | { status: 'unknown'; lastAt: EpochMs }
  | {
      status: 'known';
      lastAt: EpochMs;
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
      const { forcedSso, ownerIds } = event.data;
      // W3: whoever owns it now, the grant stays: the workspace gave it.
      const grant = state.status === 'known' ? state.grant : NO_GRANT;
      return { status: 'known', lastAt, forcedSso, ownerIds, grant };
    }
    case 'SupportAccessGranted': {
      if (state.status === 'unknown') throw new BrokenHistoryError(event.type);
      const { grantId, expiresAt, ticketId } = event.data;
      const grant: GrantState = {
        status: 'active',
        grantId,
        expiresAt: toEpochMs(expiresAt),
        ...(ticketId !== undefined && { ticketId }),
      };
      return { ...state, lastAt, grant };
    }
    case 'SupportAccessRevoked': {
      if (state.status === 'unknown') throw new BrokenHistoryError(event.type);
      const { cause, grantId, expiresAt } = event.data;
      // An end names its grant and ends no other.
      if (state.grant.status !== 'active' || state.grant.grantId !== grantId) return { ...state, lastAt };
      const grant: GrantState =
        cause === 'expired' ? { status: 'expired', grantId, expiresAt: toEpochMs(expiresAt) } : NO_GRANT;
      return { ...state, lastAt, grant };
    }
    case 'SupportLogin':
    case 'SupportAccessDenied':
      return { ...state, lastAt };
    default:
      throw unknownEvent(event);
  }
}

const unknownEvent = (event: never): Error => new UnknownEventError((event as { type: string }).type);
