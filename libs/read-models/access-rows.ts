import type { Engineer, EpochMs, Party, RevocationCause, SupportAccessGranted } from '#domain';
import { grantOverAt, isOpen, latestEndOf, toInstant } from '#domain';
import type { CurrentAccess, Grant, GrantEnd, Session } from './access.js';
import type { RequestRow } from './request-rows.js';
import { toRequest } from './request-rows.js';

// The rows of current access as every engine gives them, and what is answered from them. A position is text: it may be
// larger than a double holds.

export type GrantRow = {
  place: string;
  grantId: string;
  grantedAt: EpochMs;
  /** Extensions included. */
  expiresAt: EpochMs;
  extensions: number;
  commandId: string;
  granted: string;
  endedAt: EpochMs | null;
  cause: RevocationCause | null;
  revokedBy: string | null;
};

/** The latest extension up to an instant. */
export type ExtensionRow = { number: number; expiresAt: EpochMs };

export type SessionRow = { sessionId: string; engineer: string; at: EpochMs; expiresAt: EpochMs };

/** What is recorded of a workspace up to an instant. */
export type AccessRows = {
  /** The newest. */
  grant: GrantRow | undefined;
  /** Of that grant, if it was extended by then. */
  extension: ExtensionRow | undefined;
  /** Of that grant, live at that instant. */
  sessions: SessionRow[];
  /** Waiting at that instant, unless the grant that they name is over. */
  requests: RequestRow[];
};

export function toCurrentAccess(
  workspaceId: string,
  asOf: EpochMs,
  position: string,
  { grant: latest, extension, sessions, requests }: AccessRows,
): CurrentAccess {
  const common = { workspaceId, asOf: toInstant(asOf) };
  const grant = latest && asKnown(latest, extension);
  const isActive = grant !== undefined && isOpen(grant, asOf);
  const waiting = requests
    .filter(({ grantId }) => grantId === null || (isActive && grantId === grant.grantId))
    .map(toRequest);
  if (!isActive) {
    const end = grant && { lastEnd: endOf(grant) };
    return { ...common, status: 'none', ...end, sessions: [], requests: waiting, position };
  }
  return {
    ...common,
    status: 'active',
    grant: toGrant(grant),
    sessions: sessions.sort((one, other) => one.at - other.at).map(toSession),
    requests: waiting,
    position,
  };
}

/** The grant with the end that was known at an instant: later extensions are not in it. */
function asKnown(grant: GrantRow, extension: ExtensionRow | undefined): GrantRow {
  if (grant.extensions === (extension?.number ?? 0)) return grant;
  const { expiresAt } = JSON.parse(grant.granted) as SupportAccessGranted;
  return {
    ...grant,
    expiresAt: extension?.expiresAt ?? Date.parse(expiresAt),
    extensions: extension?.number ?? 0,
  };
}

/** Of a grant that is over: its own end, unless another was recorded. */
function endOf({ grantId, expiresAt, endedAt, cause, revokedBy, granted }: GrantRow): GrantEnd {
  const { ticketId } = JSON.parse(granted) as SupportAccessGranted;
  const ended = cause ?? 'expired';
  return {
    grantId,
    endedAt: toInstant(grantOverAt(ended, { at: endedAt ?? expiresAt, expiresAt })),
    cause: ended,
    ...(ended !== 'expired' && revokedBy !== null && { endedBy: JSON.parse(revokedBy) as Party }),
    ...(ticketId !== undefined && { ticketId }),
  };
}

export const toGrant = (row: GrantRow): Grant => ({
  commandId: row.commandId,
  ...(JSON.parse(row.granted) as SupportAccessGranted),
  ...(row.extensions > 0 && { expiresAt: toInstant(row.expiresAt) }),
  extensions: row.extensions,
  latestExpiresAt: toInstant(latestEndOf(row.grantedAt)),
  position: row.place,
});

export const toSession = (row: SessionRow): Session => ({
  sessionId: row.sessionId,
  engineer: JSON.parse(row.engineer) as Engineer,
  at: toInstant(row.at),
  sessionExpiresAt: toInstant(row.expiresAt),
});
