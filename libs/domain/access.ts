import type { RevocationCause } from './events.js';
import type { EpochMs, Instant } from './instant.js';
import { toInstant } from './instant.js';
import { DEFAULT_POLICY } from './rules/refusal.js';
import { refuseRequest } from './rules/request.js';
import { liveSessions } from './rules/session.js';
import { settledAt } from './settle.js';
import { instantsOf } from './starts.js';
import type { KnownWorkspace, SupportSession, WorkspaceState } from './state.js';
import { activeGrant } from './state.js';
import { withoutUndefined } from './without-undefined.js';

// The one rule for "may this engineer enter, or stay?", used by the access check, introspection, session tokens, current access,
// `as-of`, the list of grants and the report.

/**
 * The moment that counts for a question about now: the later of the clock and the stream's last time (C1), because recorded events have
 * happened even if the clock is behind them. A question about the past uses its own instant.
 */
export const momentOf = ({ lastAt }: { lastAt: EpochMs }, now: EpochMs): EpochMs => Math.max(lastAt, now);

/** The times of a grant. `endedAt` is the recorded end; absent or null while none is recorded. */
export type GrantSpan = { grantedAt: EpochMs; expiresAt: EpochMs; endedAt?: EpochMs | null };

/** Whether a grant gives access at an instant: `grantedAt <= at <` the earlier of `expiresAt` and its recorded end. */
export const isOpen = ({ grantedAt, expiresAt, endedAt }: GrantSpan, at: EpochMs): boolean =>
  grantedAt <= at && at < expiresAt && (endedAt === undefined || endedAt === null || at < endedAt);

/** `revoked` includes an end by forced single sign-on; the cause distinguishes them. */
export type GrantStatus = 'active' | 'expired' | 'revoked';

/**
 * The status of a grant. A recorded end counts whatever the clock says; an end by time is a comparison, so it counts before it is
 * recorded.
 *
 * @param at the moment that counts, see {@link momentOf}
 */
export function grantStatus(
  { expiresAt, cause }: { expiresAt: EpochMs; cause?: RevocationCause | null | undefined },
  at: EpochMs,
): GrantStatus {
  if (cause !== undefined && cause !== null) return cause === 'expired' ? 'expired' : 'revoked';
  return at < expiresAt ? 'active' : 'expired';
}

/**
 * `login`: may an engineer enter, that is, is there an active grant. `access`: has this engineer a live session. `request`: may this
 * engineer ask the owners for a grant.
 */
export type AccessAction = 'login' | 'access' | 'request';

export type AccessQuestion = { engineerId: string; action: AccessAction };

export type AccessDecision = { grantId?: string; expiresAt?: Instant } & (
  | { allowed: true; sessionId?: string; sessionExpiresAt?: Instant }
  | {
      allowed: false;
      reason: 'UNKNOWN_WORKSPACE' | 'NO_ACTIVE_GRANT' | 'ACCESS_EXPIRED' | 'NO_LIVE_SESSION' | RequestRefusal;
      /** The pending request of this engineer. */
      requestId?: string;
      /** When a request is taken again. */
      retryAt?: Instant;
    }
);

type RequestRefusal = 'FORCED_SSO' | 'ALREADY_GRANTED' | 'ALREADY_REQUESTED' | 'REQUEST_LIMIT';

/** @param now the clock, in epoch milliseconds */
export function decideAccess(
  state: WorkspaceState,
  { action, engineerId }: AccessQuestion,
  now: EpochMs,
): AccessDecision {
  if (state.status === 'unknown') return { allowed: false, reason: 'UNKNOWN_WORKSPACE' };
  const at = momentOf(state, now);
  if (action === 'request') return decideRequest(state, engineerId, at);
  const { grant } = state;
  const asked = action === 'login' ? pendingOf(state, engineerId, at) : {};
  if (grant.status === 'none') return { allowed: false, reason: 'NO_ACTIVE_GRANT', ...asked };
  const told = { grantId: grant.grantId, expiresAt: toInstant(grant.expiresAt) };
  if (grant.status === 'revoked') return { allowed: false, reason: 'NO_ACTIVE_GRANT', ...told, ...asked };
  // L2: past its end and not ended otherwise, whether or not that has been recorded.
  if (grant.status === 'expired' || at >= grant.expiresAt)
    return { allowed: false, reason: 'ACCESS_EXPIRED', ...told, ...asked };
  if (action === 'login') return { allowed: true, ...told };
  const session = longestLived(liveSessions(state, at), engineerId);
  if (session === undefined) return { allowed: false, reason: 'NO_LIVE_SESSION', ...told };
  const { sessionId, expiresAt } = session;
  return { allowed: true, ...told, sessionId, sessionExpiresAt: toInstant(expiresAt) };
}

/** Q1 to Q3: a ticket can be given with the request (Q4), and another process may have the right time (T1). */
function decideRequest(before: KnownWorkspace, engineerId: string, at: EpochMs): AccessDecision {
  const situation = { at, clockIsBehind: false, policy: { ...DEFAULT_POLICY, requireTicket: false } };
  const refusal = refuseRequest({ engineer: { id: engineerId } }, settledAt(before, at), situation);
  if (refusal === undefined) return { allowed: true };
  const { grantId, requestId, ...times } = refusal.detail;
  return {
    allowed: false,
    reason: refusal.code as RequestRefusal,
    ...withoutUndefined({ grantId, requestId, ...instantsOf(times) }),
  };
}

/** The request of an engineer for a grant that waits for an answer. */
function pendingOf({ requests }: KnownWorkspace, engineerId: string, at: EpochMs): { requestId?: string } {
  const own = requests.find(
    (each) => each.engineerId === engineerId && each.grantId === undefined && at < each.expiresAt,
  );
  return own === undefined ? {} : { requestId: own.requestId };
}

/** @returns the owner who gave the grant, if the session is under it and neither is over; otherwise undefined */
export function ownerOfLiveSession(
  state: WorkspaceState,
  { grantId, sessionId }: { grantId: string; sessionId: string },
  now: EpochMs,
): string | undefined {
  const grant = activeGrant(state);
  if (state.status === 'unknown' || grant?.grantId !== grantId) return undefined;
  const live = liveSessions(state, momentOf(state, now));
  return live.some((each) => each.sessionId === sessionId) ? grant.grantedBy : undefined;
}

/** The session of an engineer that ends last; of several that end together the newest. */
function longestLived(live: readonly SupportSession[], engineerId: string): SupportSession | undefined {
  let found: SupportSession | undefined;
  for (const session of live)
    if (session.engineer.id === engineerId && (found === undefined || session.expiresAt >= found.expiresAt))
      found = session;
  return found;
}
