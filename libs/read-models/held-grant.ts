import type { EpochMs } from '#domain';
import { endFault, toInstant } from '#domain';
import type { ExtensionChange } from './access-changes.js';

/** A workspace's latest grant, as far as it is folded. */
export type HeldGrant = {
  grantId: string;
  grantedAt: EpochMs;
  expiresAt: EpochMs;
  extensions: number;
  endedAt: EpochMs | null;
};

/**
 * Only a workspace's latest grant can be extended, while it is active, to a later end within the limit (X1, X2): a stored extension that
 * does anything else is of no history.
 * @returns what is wrong, for a BrokenHistoryError
 */
export function extensionFault(
  latest: HeldGrant | undefined,
  { grantId, at, expiresAt }: Pick<ExtensionChange<number>, 'grantId' | 'at' | 'expiresAt'>,
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
