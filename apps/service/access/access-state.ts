import type { EpochMs, SupportAccessEvent } from '#domain';
import { happenedAt, toEpochMs, toInstant } from '#domain';
import type { AccessDecision } from '#read-models';

/** One support login of the latest grant. */
export type SupportSession = { sessionId: string; engineerId: string; at: EpochMs; expiresAt: EpochMs };

/** The latest grant of a workspace. `end` says how it ended, by what is recorded: never that its time has passed. */
export type LatestGrant = {
  grantId: string;
  grantedBy: string;
  grantedAt: EpochMs;
  expiresAt: EpochMs;
  end?: 'expired' | 'revoked';
};

/** What decides who may be in a workspace now. */
export type AccessState = {
  /** Whether anybody described it. */
  known: boolean;
  /** The time of its newest event. */
  lastAt: EpochMs;
  grant?: LatestGrant;
  /** Those of the latest grant, by id. */
  sessions: Map<string, SupportSession>;
};

/** From here on sessions that are over are dropped with each login. */
const MANY_SESSIONS = 256;

export const unknownWorkspace = (): AccessState => ({ known: false, lastAt: 0, sessions: new Map() });

/** The fold. It changes the state that it is given: a workspace has one, and it is kept. */
export function applyToAccess(state: AccessState, event: SupportAccessEvent): void {
  state.lastAt = Math.max(state.lastAt, toEpochMs(happenedAt(event)));
  switch (event.type) {
    case 'WorkspaceUpdated':
      state.known = true;
      return;
    case 'SupportAccessGranted': {
      const { grantId, grantedBy, grantedAt, expiresAt } = event.data;
      const [from, to] = [toEpochMs(grantedAt), toEpochMs(expiresAt)];
      state.grant = { grantId, grantedBy: grantedBy.id, grantedAt: from, expiresAt: to };
      state.sessions.clear();
      return;
    }
    case 'SupportLogin': {
      const { sessionId, engineer, at, sessionExpiresAt } = event.data;
      const [from, to] = [toEpochMs(at), toEpochMs(sessionExpiresAt)];
      if (state.sessions.size >= MANY_SESSIONS) dropThoseOver(state.sessions, from);
      state.sessions.set(sessionId, { sessionId, engineerId: engineer.id, at: from, expiresAt: to });
      return;
    }
    case 'SupportAccessRevoked': {
      const { grantId, cause } = event.data;
      // An end names its grant and ends no other.
      if (state.grant?.grantId === grantId) state.grant.end = cause === 'expired' ? 'expired' : 'revoked';
      return;
    }
    case 'SupportAccessDenied':
      return;
    default:
      event satisfies never;
  }
}

export type AccessAction = 'login' | 'access';

export type AccessRequest = { workspaceId: string; engineerId: string; action: AccessAction };

/** The answer that the read models give for the same events. */
export function decideAccess(
  state: AccessState,
  action: AccessAction,
  engineerId: string,
  now: EpochMs,
): AccessDecision {
  if (!state.known) return { allowed: false, reason: 'UNKNOWN_WORKSPACE' };
  const { grant } = state;
  if (!grant) return { allowed: false, reason: 'NO_ACTIVE_GRANT' };
  const told = { grantId: grant.grantId, expiresAt: toInstant(grant.expiresAt) };
  const at = momentOf(state, now);
  if (!isActive(grant, at)) {
    // L2: past its end and not ended otherwise, whether or not that has been recorded.
    const reason = grant.end === 'revoked' ? 'NO_ACTIVE_GRANT' : 'ACCESS_EXPIRED';
    return { allowed: false, reason, ...told };
  }
  if (action === 'login') return { allowed: true, ...told };
  const session = latestOf(state.sessions.values(), engineerId, at);
  if (!session) return { allowed: false, reason: 'NO_LIVE_SESSION', ...told };
  const { sessionId, expiresAt } = session;
  return { allowed: true, ...told, sessionId, sessionExpiresAt: toInstant(expiresAt) };
}

/** The session, with its grant, if it is not over. */
export function liveSession(
  state: AccessState,
  { grantId, sessionId }: { grantId: string; sessionId: string },
  now: EpochMs,
): { session: SupportSession; grant: LatestGrant } | undefined {
  const { grant } = state;
  const session = state.sessions.get(sessionId);
  const at = momentOf(state, now);
  const isLive = grant?.grantId === grantId && isActive(grant, at) && session && at < session.expiresAt;
  return isLive ? { session, grant } : undefined;
}

/**
 * C1: what is recorded has happened, also by a clock that is behind it. So no clock that was set back gives a session
 * a second life, and none that is a little behind another machine's denies a login that has just been admitted.
 */
const momentOf = ({ lastAt }: AccessState, now: EpochMs): EpochMs => Math.max(lastAt, now);

const isActive = (grant: LatestGrant, at: EpochMs): boolean =>
  grant.end === undefined && at < grant.expiresAt;

/** The one that lasts longest, of equals the newest: the index of the read models has them in that order. */
function latestOf(
  sessions: Iterable<SupportSession>,
  engineerId: string,
  at: EpochMs,
): SupportSession | undefined {
  let latest: SupportSession | undefined;
  for (const session of sessions)
    if (session.engineerId === engineerId && at < session.expiresAt)
      if (!latest || session.expiresAt >= latest.expiresAt) latest = session;
  return latest;
}

function dropThoseOver(sessions: Map<string, SupportSession>, at: EpochMs): void {
  for (const { sessionId, expiresAt } of sessions.values()) if (expiresAt <= at) sessions.delete(sessionId);
}
