import type { CommandType, Tier } from './commands.js';
import { MAX_DURATION_MINUTES } from './commands.js';
import type { Instant } from './instant.js';
import { MINUTE_MS, toEpochMs } from './instant.js';
import type { Engineer, Party } from './people.js';

export type DenialCode =
  | 'NOT_WORKSPACE_OWNER'
  | 'UNKNOWN_WORKSPACE'
  | 'FORCED_SSO'
  | 'ALREADY_GRANTED'
  | 'ALREADY_REQUESTED'
  | 'REQUEST_LIMIT'
  | 'REQUEST_NOT_PENDING'
  | 'NOT_REQUESTER'
  | 'IMPERSONATED'
  | 'NO_ACTIVE_GRANT'
  | 'ACCESS_EXPIRED'
  | 'EXTENSION_LIMIT'
  | 'CONSECUTIVE_LIMIT'
  | 'TICKET_REQUIRED'
  | 'SESSION_LIMIT'
  | 'NO_LIVE_SESSION'
  | 'NOT_SESSION_ENGINEER'
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

export type SupportAccessRequested = {
  workspaceId: string;
  requestId: string;
  requestedBy: Party;
  at: Instant;
  requestExpiresAt: Instant;
  durationMinutes: number;
  reason: string;
  ticketId?: string;
  /** The grant to extend, in a request for an extension. */
  grantId?: string;
  ipAddress?: string;
  userAgent?: string;
};

export type RequestCloseCause =
  'declined' | 'withdrawn' | 'expired' | 'superseded' | 'grant-ended' | 'ticket-closed' | 'forced-sso';

/** A request is over without consent. Every request ends by this, or by the grant or extension that names it. */
export type SupportAccessRequestClosed = {
  workspaceId: string;
  requestId: string;
  cause: RequestCloseCause;
  closedBy: Party;
  at: Instant;
  /** For `expired`, `at - requestExpiresAt` is the lag of the record. */
  requestExpiresAt: Instant;
  /** The grant that was given, extended or ended: for `superseded` and `grant-ended`. */
  grantId?: string;
  reason?: string;
};

export type SupportAccessGranted = {
  workspaceId: string;
  grantId: string;
  grantedBy: Party;
  grantedAt: Instant;
  expiresAt: Instant;
  /** The request that this approves. */
  requestId?: string;
  /** The grant before it and how many in a row this makes; from the second in a row on. */
  previousGrantId?: string;
  consecutive?: number;
  ticketId?: string;
  reason?: string;
};

export type SupportAccessExtended = {
  workspaceId: string;
  grantId: string;
  /** Counted from 1. */
  extension: number;
  extendedBy: Party;
  at: Instant;
  previousExpiresAt: Instant;
  expiresAt: Instant;
  /** The request that this approves. */
  requestId?: string;
  reason?: string;
};

export type SupportLogin = {
  workspaceId: string;
  grantId: string;
  sessionId: string;
  engineer: Engineer;
  at: Instant;
  sessionExpiresAt: Instant;
  ticketId?: string;
  reason?: string;
  ipAddress?: string;
  userAgent?: string;
};

export type SessionEndCause = 'signed-out' | 'closed' | 'timed-out' | 'grant-ended' | 'ticket-closed';

/** Every login ends by exactly one of these. */
export type SupportSessionEnded = {
  workspaceId: string;
  grantId: string;
  sessionId: string;
  engineer: Engineer;
  cause: SessionEndCause;
  endedBy: Party;
  /** When the end was recorded. */
  at: Instant;
  /** When the session was over in fact: at most `at`. */
  endedAt: Instant;
  sessionExpiresAt: Instant;
  reason?: string;
};

export type RevocationCause = 'revoked' | 'expired' | 'forced-sso' | 'ticket-closed';

export type SupportAccessRevoked = {
  workspaceId: string;
  grantId: string;
  cause: RevocationCause;
  revokedBy: Party;
  at: Instant;
  /** The grant's own end, extensions included: for `expired`, `at - expiresAt` is the lag of the record. */
  expiresAt: Instant;
  /** The closed ticket: for `ticket-closed`. */
  ticketId?: string;
  reason?: string;
};

export type SupportTicketClosed = {
  workspaceId: string;
  ticketId: string;
  at: Instant;
  by?: Party;
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
  requestId?: string;
  sessionId?: string;
  expiresAt?: Instant;
  /** When the same command could be accepted, as far as this rule goes. */
  retryAt?: Instant;
  /** The latest end that an extension may give. */
  latestExpiresAt?: Instant;
  ticketId?: string;
  reason?: string;
  ipAddress?: string;
  userAgent?: string;
};

export type SupportAccessEvent =
  | { type: 'WorkspaceUpdated'; data: WorkspaceUpdated }
  | { type: 'SupportAccessRequested'; data: SupportAccessRequested }
  | { type: 'SupportAccessRequestClosed'; data: SupportAccessRequestClosed }
  | { type: 'SupportAccessGranted'; data: SupportAccessGranted }
  | { type: 'SupportAccessExtended'; data: SupportAccessExtended }
  | { type: 'SupportLogin'; data: SupportLogin }
  | { type: 'SupportSessionEnded'; data: SupportSessionEnded }
  | { type: 'SupportAccessRevoked'; data: SupportAccessRevoked }
  | { type: 'SupportTicketClosed'; data: SupportTicketClosed }
  | { type: 'SupportAccessDenied'; data: SupportAccessDenied };

export type SupportAccessEventType = SupportAccessEvent['type'];

export const STREAM_PREFIX = 'supportAccess-';

/** The name of a workspace's stream. */
export const streamOf = (workspaceId: string): string => STREAM_PREFIX + workspaceId;

/** When an event happened, by its own data. */
export const happenedAt = (event: SupportAccessEvent): Instant =>
  event.type === 'SupportAccessGranted' ? event.data.grantedAt : event.data.at;

/** The latest end that a grant may have, extensions included. */
export const latestEndOf = (grantedAt: number): number => grantedAt + MAX_DURATION_MINUTES * MINUTE_MS;

/**
 * G4: a stored grant that is longer than the maximum, whose end is not a time, or which has no id to end it by, gives no access.
 * @returns what is wrong, as a sentence without a full stop
 */
export function grantFault({ grantId, grantedAt, expiresAt }: SupportAccessGranted): string | undefined {
  if (typeof grantId !== 'string' || grantId === '' || grantId.includes('\0')) return 'a grant has no id';
  return endFault(grantId, toEpochMs(grantedAt), expiresAt);
}

/** G4 and X2: the same for the end that an extension gives. */
export function endFault(grantId: string, grantedAt: number, expiresAt: Instant): string | undefined {
  // An invalid time is NaN, which compares as false.
  if (toEpochMs(expiresAt) <= latestEndOf(grantedAt)) return undefined;
  const granted = Number.isNaN(grantedAt) ? 'it was granted' : new Date(grantedAt).toISOString();
  return `grant ${grantId} ends at ${expiresAt}, more than ${MAX_DURATION_MINUTES} minutes after ${granted}`;
}
