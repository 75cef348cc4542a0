import type { Engineer, EpochMs, RevocationCause, SupportAccessGranted } from '#domain';
import { latestEndOf, toInstant } from '#domain';
import type { CurrentAccess, Grant, Session } from './access.js';

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

/** @param sessions of that grant, live at that instant */
export function toCurrentAccess(
  workspaceId: string,
  asOf: EpochMs,
  position: string,
  active: { grant: GrantRow; sessions: SessionRow[] } | undefined,
): CurrentAccess {
  const common = { workspaceId, asOf: toInstant(asOf) };
  if (!active) return { ...common, status: 'none', sessions: [], requests: [], position };
  const sessions = active.sessions.sort((one, other) => one.at - other.at).map(toSession);
  return { ...common, status: 'active', grant: toGrant(active.grant), sessions, requests: [], position };
}

export const toGrant = (row: GrantRow): Grant => ({
  commandId: row.commandId,
  ...(JSON.parse(row.granted) as SupportAccessGranted),
  extensions: 0,
  latestExpiresAt: toInstant(latestEndOf(row.grantedAt)),
  position: row.place,
});

const toSession = (row: SessionRow): Session => ({
  sessionId: row.sessionId,
  engineer: JSON.parse(row.engineer) as Engineer,
  at: toInstant(row.at),
  sessionExpiresAt: toInstant(row.expiresAt),
});
