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
 * The fold. It never mutates the state it is given and never reads a clock.
 * @throws Error on an event type it does not know: folding past it would decide on half a history.
 */
export function evolve(state: WorkspaceState, event: SupportAccessEvent): WorkspaceState {
  const lastAt = Math.max(state.lastAt, toEpochMs(happenedAt(event)));
  switch (event.type) {
    case 'WorkspaceUpdated': {
      const { forcedSso, ownerIds } = event.data;
      const grant = state.status === 'known' ? state.grant : NO_GRANT;
      return { status: 'known', lastAt, forcedSso, ownerIds, grant };
    }
    case 'SupportAccessGranted': {
      const { grantId, expiresAt, ticketId } = event.data;
      return withGrant(state, lastAt, {
        status: 'active',
        grantId,
        expiresAt: toEpochMs(expiresAt),
        ...(ticketId !== undefined && { ticketId }),
      });
    }
    case 'SupportAccessRevoked': {
      const { cause, grantId, expiresAt } = event.data;
      return withGrant(
        state,
        lastAt,
        cause === 'expired' ? { status: 'expired', grantId, expiresAt: toEpochMs(expiresAt) } : NO_GRANT,
      );
    }
    case 'SupportLogin':
    case 'SupportAccessDenied':
      return { ...state, lastAt };
    default:
      throw unknownEvent(event);
  }
}

function withGrant(state: WorkspaceState, lastAt: EpochMs, grant: GrantState): WorkspaceState {
  if (state.status === 'unknown') throw new Error('a grant in the stream of a workspace nobody described');
  return { ...state, lastAt, grant };
}

const unknownEvent = (event: never): Error =>
  new Error(`unknown event type ${(event as { type: string }).type}`);
