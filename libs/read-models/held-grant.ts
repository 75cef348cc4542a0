import type { EpochMs } from '#domain';
import { endFault, toInstant } from '#domain';
import type { Cell } from '#derived';
import type { ExtensionChange, GrantChange } from './access-changes.js';

/** A workspace's latest grant, as far as it is folded. */
export type HeldGrant = {
  grantId: string;
  grantedAt: EpochMs;
  expiresAt: EpochMs;
  extensions: number;
  endedAt: EpochMs | null;
  cause: string | null;
  revokedBy: string | null;
};

/** The same with its place in the tables, or its row while that is not written yet. */
export type LatestGrant = HeldGrant & { position: Cell; row?: Cell[] | undefined; isChanged?: boolean };

export const newGrant = (
  { grantId, grantedAt, expiresAt, row }: GrantChange,
  position: Cell,
): LatestGrant => ({
  grantId,
  grantedAt,
  expiresAt,
  extensions: 0,
  endedAt: null,
  cause: null,
  revokedBy: null,
  position,
  row,
});

/** Its columns; it is the latest of its workspace. @param position how an engine gives it */
export const heldGrantColumns = (position: string): string =>
  `${position} AS position, grant_id AS "grantId", granted_at AS "grantedAt", expires_at AS "expiresAt", extensions,
   ended_at AS "endedAt", cause, revoked_by AS "revokedBy"`;

/** The order of `held`: only a workspace's latest grant can end or be extended, since at most one is active (G5). */
export const LATEST_FIRST = 'ORDER BY granted_at DESC, held.position DESC LIMIT 1';

/** The columns of a grant that later events change. */
export const grantCells = ({ expiresAt, extensions, endedAt, cause, revokedBy }: HeldGrant): Cell[] => [
  expiresAt,
  extensions,
  endedAt,
  cause,
  revokedBy,
];

/**
 * Only a workspace's latest grant can be extended, while it is active, to a later end within the limit (X1, X2): a stored extension that
 * does anything else is of no history.
 * @returns what is wrong, for a BrokenHistoryError
 */
export function extensionFault(
  latest: HeldGrant | undefined,
  { grantId, at, expiresAt }: Pick<ExtensionChange, 'grantId' | 'at' | 'expiresAt'>,
): string | undefined {
  if (latest?.grantId !== grantId || latest.endedAt !== null || at >= latest.expiresAt)
    return `extends grant ${grantId}, which is not active`;
  if (expiresAt < latest.expiresAt) return `extends grant ${grantId} to an earlier end`;
  const fault = endFault(grantId, latest.grantedAt, toInstant(expiresAt));
  return fault && `extends a grant too far: ${fault}`;
}

export const notActive = (grantId: string): string => `ends grant ${grantId}, which is not active`;
export const notLive = (sessionId: string): string =>
  `ends session ${sessionId}, which has no login or has an end`;
export const notPending = (requestId: string): string => `ends request ${requestId}, which is not pending`;
