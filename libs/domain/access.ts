import type { RevocationCause } from './events.js';
import type { EpochMs, Instant } from './instant.js';
import { toInstant } from './instant.js';
import type { SupportSession, WorkspaceState } from './state.js';

// "May this engineer enter, or be in?" is answered here and nowhere else: for the access check, introspection, session
// tokens, current access, `as-of`, the list of grants and the report.

/**
 * The moment that counts for a question about now: the later of the clock and the stream's last time (C1). What is
 * recorded has happened, also by a clock that is behind it. A question about the past compares with its own instant.
 */
export const momentOf = ({ lastAt }: { lastAt: EpochMs }, now: EpochMs): EpochMs => Math.max(lastAt, now);

/** A grant's time. `endedAt` is when its end was recorded; absent or null while none is. */
export type GrantSpan = { grantedAt: EpochMs; expiresAt: EpochMs; endedAt?: EpochMs | null };

/** Whether a grant lets engineers in at an instant: `grantedAt <= at <` the earlier of `expiresAt` and its recorded end. */
export const isOpen = ({ grantedAt, expiresAt, endedAt }: GrantSpan, at: EpochMs): boolean =>
  grantedAt <= at && at < expiresAt && (endedAt === undefined || endedAt === null || at < endedAt);

/** `revoked` covers forced single sign-on too; the cause tells which. */
export type GrantStatus = 'active' | 'expired' | 'revoked';

/**
 * What became of a grant. A recorded end is a fact whatever the clock says; an end by time is a comparison, so it holds
 * before anybody recorded it.
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

/** `login`: may an engineer enter, that is, is there an active grant. `access`: has this engineer a live session. */
export type AccessAction = 'login' | 'access';

export type AccessQuestion = { engineerId: string; action: AccessAction };

export type AccessDecision = { grantId?: string; expiresAt?: Instant } & (
  | { allowed: true; sessionId?: string; sessionExpiresAt?: Instant }
  | {
      allowed: false;
      reason: 'UNKNOWN_WORKSPACE' | 'NO_ACTIVE_GRANT' | 'ACCESS_EXPIRED' | 'NO_LIVE_SESSION';
    }
);

/** @param now the clock, in epoch milliseconds */
export function decideAccess(
  state: WorkspaceState,
  { action, engineerId }: AccessQuestion,
  now: EpochMs,
): AccessDecision {
  if (state.status === 'unknown') return { allowed: false, reason: 'UNKNOWN_WORKSPACE' };
  const { grant } = state;
  if (grant.status === 'none') return { allowed: false, reason: 'NO_ACTIVE_GRANT' };
  const told = { grantId: grant.grantId, expiresAt: toInstant(grant.expiresAt) };
  if (grant.status === 'revoked') return { allowed: false, reason: 'NO_ACTIVE_GRANT', ...told };
  const at = momentOf(state, now);
  // L2: past its end and not ended otherwise, whether or not that has been recorded.
  if (grant.status === 'expired' || at >= grant.expiresAt)
    return { allowed: false, reason: 'ACCESS_EXPIRED', ...told };
  if (action === 'login') return { allowed: true, ...told };
  const session = longestLived(grant.sessions, engineerId, at);
  if (session === undefined) return { allowed: false, reason: 'NO_LIVE_SESSION', ...told };
  const { sessionId, expiresAt } = session;
  return { allowed: true, ...told, sessionId, sessionExpiresAt: toInstant(expiresAt) };
}

/** @returns the owner who gave the grant, if the session is under it and neither is over; otherwise undefined */
export function ownerOfLiveSession(
  state: WorkspaceState,
  { grantId, sessionId }: { grantId: string; sessionId: string },
  now: EpochMs,
): string | undefined {
  if (state.status === 'unknown' || state.grant.status !== 'active' || state.grant.grantId !== grantId)
    return undefined;
  const { expiresAt, sessions, grantedBy } = state.grant;
  const at = momentOf(state, now);
  const session = sessions.find((each) => each.sessionId === sessionId);
  return session !== undefined && at < session.expiresAt && at < expiresAt ? grantedBy : undefined;
}

/** The session of an engineer that ends last; of several that end together the newest. */
function longestLived(
  sessions: readonly SupportSession[],
  engineerId: string,
  at: EpochMs,
): SupportSession | undefined {
  let found: SupportSession | undefined;
  for (const session of sessions)
    if (session.engineerId === engineerId && at < session.expiresAt)
      if (found === undefined || session.expiresAt >= found.expiresAt) found = session;
  return found;
}
