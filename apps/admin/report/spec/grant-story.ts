import type { SupportAccessEvent } from '#domain';
import { AT, EXPIRES_AT } from './report-of.js';

export const ADA = { id: 'ada', kind: 'user' } as const;
const ERIN = { id: 'erin', kind: 'engineer' } as const;
const SYSTEM = { id: 'system', kind: 'system' } as const;
export const EXTENDED_TO = '2026-11-22T16:00:00.000Z';
export const minute = (number: number): string => new Date(Date.parse(AT) + number * 60_000).toISOString();
const of = { workspaceId: 'acme', grantId: 'g' };
const asked = (requestId: string, at: string, grantId?: string): SupportAccessEvent => ({
  type: 'SupportAccessRequested',
  data: {
    workspaceId: 'acme',
    requestId,
    requestedBy: ERIN,
    at,
    requestExpiresAt: EXTENDED_TO,
    durationMinutes: 60,
    reason: 'totals differ',
    ...(grantId !== undefined && { grantId }),
  },
});
const closed = (
  requestId: string,
  cause: 'declined' | 'superseded' | 'ticket-closed',
  at: string,
  grantId?: string,
): SupportAccessEvent => ({
  type: 'SupportAccessRequestClosed',
  data: {
    workspaceId: 'acme',
    requestId,
    cause,
    closedBy: SYSTEM,
    at,
    requestExpiresAt: EXTENDED_TO,
    ...(grantId !== undefined && { grantId }),
  },
});
const loggedIn = (sessionId: string, at: string): SupportAccessEvent => ({
  type: 'SupportLogin',
  data: { ...of, sessionId, engineer: { id: 'erin' }, at, sessionExpiresAt: EXPIRES_AT },
});
const sessionEnded = (
  sessionId: string,
  cause: 'signed-out' | 'ticket-closed',
  at: string,
): SupportAccessEvent => ({
  type: 'SupportSessionEnded',
  data: {
    ...of,
    sessionId,
    engineer: { id: 'erin' },
    cause,
    endedBy: SYSTEM,
    at,
    endedAt: at,
    sessionExpiresAt: EXPIRES_AT,
  },
});
/** A request that is granted, and what comes of it until its ticket is closed. */
export const STORY: SupportAccessEvent[] = [
  {
    type: 'WorkspaceUpdated',
    data: { workspaceId: 'acme', tier: 'team', forcedSso: false, ownerIds: ['ada'], at: AT },
  },
  asked('asked', minute(1)),
  asked('declined', minute(1)),
  asked('also', minute(2)),
  closed('declined', 'declined', minute(3)),
  {
    type: 'SupportAccessGranted',
    data: {
      ...of,
      grantedBy: ADA,
      grantedAt: minute(6),
      expiresAt: EXPIRES_AT,
      requestId: 'asked',
      ticketId: 'T-1',
    },
  },
  closed('also', 'superseded', minute(6), 'g'),
  loggedIn('s-1', minute(6)),
  sessionEnded('s-1', 'signed-out', minute(7)),
  asked('more', minute(8), 'g'),
  {
    type: 'SupportAccessExtended',
    data: {
      ...of,
      extension: 1,
      extendedBy: ADA,
      at: minute(9),
      previousExpiresAt: EXPIRES_AT,
      expiresAt: EXTENDED_TO,
      requestId: 'more',
    },
  },
  loggedIn('s-2', minute(10)),
  asked('again', minute(11), 'g'),
  {
    type: 'SupportTicketClosed',
    data: {
      workspaceId: 'acme',
      ticketId: 'T-1',
      at: minute(12),
      by: { id: 'desk', kind: 'vendor' },
      reason: 'solved',
    },
  },
  {
    type: 'SupportAccessRevoked',
    data: {
      ...of,
      cause: 'ticket-closed',
      revokedBy: SYSTEM,
      at: minute(12),
      expiresAt: EXTENDED_TO,
      ticketId: 'T-1',
    },
  },
  sessionEnded('s-2', 'ticket-closed', minute(12)),
  closed('again', 'ticket-closed', minute(12)),
];
