import type { Engineer, EpochMs, RevocationCause, SupportAccessGranted, Tier } from '#domain';
import { toInstant } from '#domain';
import type {
  AccessDecision,
  AccessQuestion,
  CurrentAccess,
  Grant,
  Session,
  WorkspaceFacts,
} from './access.js';

// The rows of current access as every engine gives them, and what is answered from them. A position is text: it may be
// larger than a double holds.

export type GrantRow = {
  place: string;
  grantId: string;
  grantedAt: EpochMs;
  expiresAt: EpochMs;
  commandId: string;
  granted: string;
  endedAt: EpochMs | null;
  cause: RevocationCause | null;
  revokedBy: string | null;
};

export type SessionRow = { sessionId: string; engineer: string; at: EpochMs; expiresAt: EpochMs };

export type WorkspaceRow = { name: string | null; tier: Tier; forcedSso: number; ownerIds: string };

type GrantSpan = Pick<GrantRow, 'grantId' | 'expiresAt' | 'endedAt' | 'cause'>;

/** At a time at or after `grantedAt`. Ended and past the end are the same: it is a comparison, never a status. */
export const isActive = (row: GrantSpan, at: EpochMs): boolean =>
  at < row.expiresAt && (row.endedAt === null || at < row.endedAt);

/** What a decision needs to know; the last two are called only if it does. */
export type AccessFacts<Row extends GrantSpan> = {
  /** The newest grant that was given at or before the instant. */
  grant: Row | undefined;
  isDescribed: () => boolean;
  /** The engineer's session under that grant that is live at the instant; of several the one that lasts longest. */
  session: (grant: Row) => Pick<SessionRow, 'sessionId' | 'expiresAt'> | undefined;
};

export function decideAccess<Row extends GrantSpan>(
  { action, at }: Pick<AccessQuestion, 'action' | 'at'>,
  { grant: row, isDescribed, session }: AccessFacts<Row>,
): AccessDecision {
  if (!row) return { allowed: false, reason: isDescribed() ? 'NO_ACTIVE_GRANT' : 'UNKNOWN_WORKSPACE' };
  const grant = { grantId: row.grantId, expiresAt: toInstant(row.expiresAt) };
  // An end that is recorded has come, also by a clock that is behind it.
  if (row.endedAt !== null || !isActive(row, at)) {
    // L2: past its end and not ended otherwise, whether or not that has been recorded.
    const expired = row.endedAt === null || row.cause === 'expired';
    return { allowed: false, reason: expired ? 'ACCESS_EXPIRED' : 'NO_ACTIVE_GRANT', ...grant };
  }
  if (action === 'login') return { allowed: true, ...grant };
  const live = session(row);
  if (!live) return { allowed: false, reason: 'NO_LIVE_SESSION', ...grant };
  const { sessionId, expiresAt } = live;
  return { allowed: true, ...grant, sessionId, sessionExpiresAt: toInstant(expiresAt) };
}

/** @param sessions of that grant, live at that instant */
export function toCurrentAccess(
  workspaceId: string,
  asOf: EpochMs,
  position: string,
  active: { grant: GrantRow; sessions: SessionRow[] } | undefined,
): CurrentAccess {
  const common = { workspaceId, asOf: toInstant(asOf) };
  if (!active) return { ...common, status: 'none', sessions: [], position };
  const sessions = active.sessions.sort((one, other) => one.at - other.at).map(toSession);
  return { ...common, status: 'active', grant: toGrant(active.grant), sessions, position };
}

export const toGrant = (row: GrantRow): Grant => ({
  commandId: row.commandId,
  ...(JSON.parse(row.granted) as SupportAccessGranted),
  position: row.place,
});

const toSession = (row: SessionRow): Session => ({
  sessionId: row.sessionId,
  engineer: JSON.parse(row.engineer) as Engineer,
  at: toInstant(row.at),
  sessionExpiresAt: toInstant(row.expiresAt),
});

export const toWorkspaceFacts = (
  workspaceId: string,
  { name, tier, forcedSso, ownerIds }: WorkspaceRow,
): WorkspaceFacts => ({
  workspaceId,
  ...(name !== null && { name }),
  tier,
  forcedSso: forcedSso === 1,
  ownerIds: JSON.parse(ownerIds) as string[],
});
