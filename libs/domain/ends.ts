import type { RequestCloseCause, RevocationCause, SessionEndCause, SupportAccessEvent } from './events.js';
import type { EpochMs } from './instant.js';
import { toInstant } from './instant.js';
import type { Party } from './people.js';
import { SYSTEM } from './people.js';
import type { ActiveGrant, KnownWorkspace, PendingRequest, SupportSession } from './state.js';
import { causeWithGrant, grantOverAt } from './state.js';
import { withoutUndefined } from './without-undefined.js';

/** At most this many ends of sessions are recorded together. Only logs of releases before 0.2 can have more of them due. */
export const MAX_SESSION_ENDS = 100;

/** Where and when something is recorded, and how many more ends of sessions with it. */
export type Moment = { workspaceId: string; at: EpochMs; room: number };

/** Who ended it and why; by default the system, as what follows from something else. */
type By = { by?: Party | undefined; reason?: string | undefined };

/**
 * The end of a grant, with the sessions and the extension requests that end with it. Sessions for which there is no room are over all
 * the same, and the next command records it.
 */
export function grantEnded(
  moment: Moment,
  { sessions, requests }: KnownWorkspace,
  grant: ActiveGrant,
  cause: RevocationCause,
  { by = SYSTEM, reason, ticketId }: By & { ticketId?: string } = {},
): SupportAccessEvent[] {
  const { grantId, expiresAt } = grant;
  const { workspaceId, at, room } = moment;
  const overAt = grantOverAt(cause, { at, expiresAt });
  const endsWithIt = (each: SupportSession | PendingRequest): boolean =>
    each.grantId === grantId && each.expiresAt >= overAt;
  return [
    {
      type: 'SupportAccessRevoked',
      data: {
        workspaceId,
        grantId,
        cause,
        revokedBy: by,
        at: toInstant(at),
        expiresAt: toInstant(expiresAt),
        ...withoutUndefined({ ticketId, reason }),
      },
    },
    ...sessions
      .filter(endsWithIt)
      .slice(0, room)
      .map((each) => sessionEnded(moment, each, causeWithGrant(cause), overAt)),
    ...requests
      .filter(endsWithIt)
      .map((each) =>
        cause === 'forced-sso' || (cause === 'ticket-closed' && each.ticketId === ticketId)
          ? requestClosed(moment, each, cause)
          : requestClosed(moment, each, 'grant-ended', { grantId }),
      ),
  ];
}

/** @param endedAt when the session was over in fact */
export const sessionEnded = (
  { workspaceId, at }: Moment,
  { grantId, sessionId, engineer, expiresAt }: SupportSession,
  cause: SessionEndCause,
  endedAt: EpochMs,
  { by = SYSTEM, reason }: By = {},
): SupportAccessEvent => ({
  type: 'SupportSessionEnded',
  data: {
    workspaceId,
    grantId,
    sessionId,
    engineer,
    cause,
    endedBy: by,
    at: toInstant(at),
    endedAt: toInstant(endedAt),
    sessionExpiresAt: toInstant(expiresAt),
    ...withoutUndefined({ reason }),
  },
});

/** @param grantId the grant that was given, extended or ended, if that is the cause */
export const requestClosed = (
  { workspaceId, at }: Moment,
  { requestId, expiresAt }: PendingRequest,
  cause: RequestCloseCause,
  { by = SYSTEM, reason, grantId }: By & { grantId?: string } = {},
): SupportAccessEvent => ({
  type: 'SupportAccessRequestClosed',
  data: {
    workspaceId,
    requestId,
    cause,
    closedBy: by,
    at: toInstant(at),
    requestExpiresAt: toInstant(expiresAt),
    ...withoutUndefined({ grantId, reason }),
  },
});
