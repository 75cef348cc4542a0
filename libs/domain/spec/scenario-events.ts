import type {
  Engineer,
  EpochMs,
  SupportAccessDenied,
  SupportAccessEvent,
  SupportAccessExtended,
  SupportAccessGranted,
  SupportAccessRequestClosed,
  SupportAccessRequested,
  SupportAccessRevoked,
  SupportLogin,
  SupportSessionEnded,
  SupportTicketClosed,
  WorkspaceUpdated,
} from '../index.js';
import { MINUTE_MS, SYSTEM, toInstant } from '../index.js';
import { ada, asking, DAY_MS, grace, NINE } from './scenario-people.js';

export type EventOf<T extends SupportAccessEvent['type']> = Extract<SupportAccessEvent, { type: T }>;

/** W is known from nine o'clock on, and ada and bob own it. */
export const described = (changed: Partial<WorkspaceUpdated> = {}): SupportAccessEvent => ({
  type: 'WorkspaceUpdated',
  data: {
    workspaceId: 'w',
    tier: 'business',
    forcedSso: false,
    ownerIds: ['ada', 'bob'],
    at: toInstant(NINE),
    ...changed,
  },
});

/** A request for an hour, which waits for three days. */
export const requested = (
  requestId: string,
  engineer: Engineer,
  at: EpochMs,
  more: Partial<SupportAccessRequested> = {},
): EventOf<'SupportAccessRequested'> => ({
  type: 'SupportAccessRequested',
  data: {
    workspaceId: 'w',
    requestId,
    requestedBy: asking(engineer),
    at: toInstant(at),
    requestExpiresAt: toInstant(at + 3 * DAY_MS),
    durationMinutes: 60,
    reason: 'export fails',
    ...more,
  },
});

export const requestClosed = (
  { data: { requestId, requestExpiresAt } }: EventOf<'SupportAccessRequested'>,
  cause: SupportAccessRequestClosed['cause'],
  at: EpochMs,
  more: Partial<SupportAccessRequestClosed> = {},
): SupportAccessEvent => ({
  type: 'SupportAccessRequestClosed',
  data: {
    workspaceId: 'w',
    requestId,
    cause,
    closedBy: SYSTEM,
    at: toInstant(at),
    requestExpiresAt,
    ...more,
  },
});

export const granted = (
  grantId: string,
  from: EpochMs,
  minutes: number,
  ticketId?: string,
  more: Partial<SupportAccessGranted> = {},
): SupportAccessEvent => ({
  type: 'SupportAccessGranted',
  data: {
    workspaceId: 'w',
    grantId,
    grantedBy: ada,
    grantedAt: toInstant(from),
    expiresAt: toInstant(from + minutes * MINUTE_MS),
    ...(ticketId !== undefined && { ticketId }),
    ...more,
  },
});

export const extended = (
  grantId: string,
  extension: number,
  at: EpochMs,
  [previousExpiresAt, expiresAt]: [EpochMs, EpochMs],
  more: Partial<SupportAccessExtended> = {},
): SupportAccessEvent => ({
  type: 'SupportAccessExtended',
  data: {
    workspaceId: 'w',
    grantId,
    extension,
    extendedBy: ada,
    at: toInstant(at),
    previousExpiresAt: toInstant(previousExpiresAt),
    expiresAt: toInstant(expiresAt),
    ...more,
  },
});

/** Grace's, under g1. */
export const loggedIn = (
  sessionId: string,
  at: EpochMs,
  until: EpochMs,
  more: Partial<SupportLogin> = {},
): EventOf<'SupportLogin'> => ({
  type: 'SupportLogin',
  data: {
    workspaceId: 'w',
    grantId: 'g1',
    sessionId,
    engineer: grace,
    at: toInstant(at),
    sessionExpiresAt: toInstant(until),
    ...more,
  },
});

export const sessionEnded = (
  { data: { grantId, sessionId, engineer, sessionExpiresAt } }: EventOf<'SupportLogin'>,
  cause: SupportSessionEnded['cause'],
  at: EpochMs,
  endedAt: EpochMs,
  more: Partial<SupportSessionEnded> = {},
): SupportAccessEvent => ({
  type: 'SupportSessionEnded',
  data: {
    workspaceId: 'w',
    grantId,
    sessionId,
    engineer,
    cause,
    endedBy: SYSTEM,
    at: toInstant(at),
    endedAt: toInstant(endedAt),
    sessionExpiresAt,
    ...more,
  },
});

export const ended = (
  grantId: string,
  cause: SupportAccessRevoked['cause'],
  at: EpochMs,
  expiresAt: EpochMs,
  more: Partial<SupportAccessRevoked> = {},
): SupportAccessEvent => ({
  type: 'SupportAccessRevoked',
  data: {
    workspaceId: 'w',
    grantId,
    cause,
    revokedBy: cause === 'revoked' ? ada : SYSTEM,
    at: toInstant(at),
    expiresAt: toInstant(expiresAt),
    ...more,
  },
});

export const denied = (
  attempted: SupportAccessDenied['attempted'],
  code: SupportAccessDenied['code'],
  by: SupportAccessDenied['by'],
  at: EpochMs,
  more: Partial<SupportAccessDenied> = {},
): SupportAccessEvent => ({
  type: 'SupportAccessDenied',
  data: { workspaceId: 'w', attempted, code, by, at: toInstant(at), ...more },
});

export const ticketClosed = (
  ticketId: string,
  at: EpochMs,
  more: Partial<SupportTicketClosed> = {},
): SupportAccessEvent => ({
  type: 'SupportTicketClosed',
  data: { workspaceId: 'w', ticketId, at: toInstant(at), ...more },
});
