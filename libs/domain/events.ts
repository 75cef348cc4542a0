import type { CommandType, Tier } from './commands.js';
import { MAX_DURATION_MINUTES } from './commands.js';
import type { Instant } from './instant.js';
import { MINUTE_MS, toEpochMs } from './instant.js';
import type { Party } from './people.js';

export type DenialCode =
  | 'NOT_WORKSPACE_OWNER'
  | 'UNKNOWN_WORKSPACE'
  | 'FORCED_SSO'
  | 'ALREADY_GRANTED'
  | 'IMPERSONATED'
  | 'NO_ACTIVE_GRANT'
  | 'ACCESS_EXPIRED'
  | 'TICKET_REQUIRED'
  | 'CLOCK_BEHIND';

export type WorkspaceUpdated = {
  workspaceId: string;
  name?: string;
  tier: Tier;
  forcedSso: boolean;
  ownerIds: string[];
  by?: Party;
  at: Instant;
};

export type SupportAccessGranted = {
  workspaceId: string;
  grantId: string;
  grantedBy: Party;
  grantedAt: Instant;
  expiresAt: Instant;
  ticketId?: string;
  reason?: string;
};

export type SupportLogin = {
  workspaceId: string;
  grantId: string;
  sessionId: string;
  engineer: { id: string; name?: string; email?: string };
  at: Instant;
  sessionExpiresAt: Instant;
  ticketId?: string;
  reason?: string;
  ipAddress?: string;
  userAgent?: string;
};

export type RevocationCause = 'revoked' | 'expired' | 'forced-sso';

export type SupportAccessRevoked = {
  workspaceId: string;
  grantId: string;
  cause: RevocationCause;
  revokedBy: Party;
  at: Instant;
  /** The grant's own end: for `expired`, `at - expiresAt` is the lag of the record. */
  expiresAt: Instant;
  reason?: string;
};

/** A refusal. Everything its answer says is stored, so that a repeated command gets the same answer. */
export type SupportAccessDenied = {
  workspaceId: string;
  attempted: CommandType;
  code: DenialCode;
  by: Party;
  at: Instant;
  grantId?: string;
  expiresAt?: Instant;
  ticketId?: string;
  reason?: string;
  ipAddress?: string;
  userAgent?: string;
};

export type SupportAccessEvent =
  | { type: 'WorkspaceUpdated'; data: WorkspaceUpdated }
  | { type: 'SupportAccessGranted'; data: SupportAccessGranted }
  | { type: 'SupportLogin'; data: SupportLogin }
  | { type: 'SupportAccessRevoked'; data: SupportAccessRevoked }
  | { type: 'SupportAccessDenied'; data: SupportAccessDenied };

export type SupportAccessEventType = SupportAccessEvent['type'];

export const STREAM_PREFIX = 'supportAccess-';

/** The name of a workspace's stream. */
export const streamOf = (workspaceId: string): string => STREAM_PREFIX + workspaceId;

/** When an event happened, by its own data. */
export const happenedAt = (event: SupportAccessEvent): Instant =>
  event.type === 'SupportAccessGranted' ? event.data.grantedAt : event.data.at;

/**
 * G4: a stored grant that is longer than the maximum, whose end is not a time, or which has no id to end it by, gives no access.
 * @returns what is wrong, as a sentence without a full stop
 */
export function grantFault({ grantId, grantedAt, expiresAt }: SupportAccessGranted): string | undefined {
  if (typeof grantId !== 'string' || grantId === '' || grantId.includes('\0')) return 'a grant has no id';
  // An invalid time is NaN, which compares as false.
  if (toEpochMs(expiresAt) <= toEpochMs(grantedAt) + MAX_DURATION_MINUTES * MINUTE_MS) return undefined;
  return `grant ${grantId} ends at ${expiresAt}, more than ${MAX_DURATION_MINUTES} minutes after ${grantedAt}`;
}
