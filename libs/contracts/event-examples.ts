import type { SupportAccessEvent, SupportAccessEventType } from '#domain';
import { happenedAt } from '#domain';
import { dataSchema } from './events.js';
import { EXAMPLE } from './example.js';

type DataOf<Type extends SupportAccessEventType> = Extract<SupportAccessEvent, { type: Type }>['data'];

const { workspaceId, requestId, grantId, sessionId, olivia, erin, grantedAt, expiresAt, loginAt } = EXAMPLE;
const { requestedAt } = EXAMPLE;
const requestExpiresAt = '2026-11-25T09:29:30.000Z';

/** The data of one event of each type, in the order of the story. */
export const EVENT_EXAMPLES: Readonly<{ [Type in SupportAccessEventType]: DataOf<Type> }> = {
  WorkspaceUpdated: {
    workspaceId,
    name: 'Acme',
    tier: 'business',
    forcedSso: false,
    ownerIds: ['olivia'],
    at: '2026-11-22T09:29:00.000Z',
  },
  SupportAccessRequested: {
    workspaceId,
    requestId,
    requestedBy: { ...erin, kind: 'engineer' },
    at: requestedAt,
    requestExpiresAt,
    durationMinutes: 120,
    reason: EXAMPLE.reason,
    ticketId: EXAMPLE.ticketId,
  },
  SupportAccessRequestClosed: {
    workspaceId,
    requestId,
    cause: 'declined',
    closedBy: olivia,
    at: '2026-11-22T09:29:45.000Z',
    requestExpiresAt,
    reason: 'not this week',
  },
  SupportAccessGranted: {
    workspaceId,
    grantId,
    grantedBy: olivia,
    grantedAt,
    expiresAt,
    ticketId: EXAMPLE.ticketId,
  },
  SupportAccessExtended: {
    workspaceId,
    grantId,
    extension: 1,
    extendedBy: olivia,
    at: '2026-11-22T09:31:00.000Z',
    previousExpiresAt: expiresAt,
    expiresAt: EXAMPLE.extendedTo,
  },
  SupportLogin: {
    workspaceId,
    grantId,
    sessionId,
    engineer: erin,
    at: loginAt,
    sessionExpiresAt: EXAMPLE.sessionExpiresAt,
    ticketId: EXAMPLE.ticketId,
    ipAddress: '198.51.100.7',
  },
  SupportSessionEnded: {
    workspaceId,
    grantId,
    sessionId,
    engineer: erin,
    cause: 'signed-out',
    endedBy: { ...erin, kind: 'engineer' },
    at: '2026-11-22T09:44:00.000Z',
    endedAt: '2026-11-22T09:44:00.000Z',
    sessionExpiresAt: EXAMPLE.sessionExpiresAt,
  },
  SupportAccessRevoked: {
    workspaceId,
    grantId,
    cause: 'revoked',
    revokedBy: olivia,
    at: '2026-11-22T09:45:00.000Z',
    expiresAt: EXAMPLE.extendedTo,
    reason: 'solved',
  },
  SupportTicketClosed: { workspaceId, ticketId: EXAMPLE.ticketId, at: '2026-11-22T09:45:30.000Z' },
  SupportAccessDenied: {
    workspaceId,
    attempted: 'RecordSupportLogin',
    code: 'NO_ACTIVE_GRANT',
    by: { id: 'erin', kind: 'engineer' },
    at: '2026-11-22T09:46:00.000Z',
  },
};

const TYPES = Object.keys(EVENT_EXAMPLES) as SupportAccessEventType[];

/** The example of an event as a structured CloudEvent; those of all types follow each other in one stream. */
export function exampleEvent(type: SupportAccessEventType) {
  const at = TYPES.indexOf(type);
  const event = { type, data: EVENT_EXAMPLES[type] } as SupportAccessEvent;
  return {
    specversion: '1.0',
    id: `${EXAMPLE.eventId.slice(0, -1)}${at}`,
    source: 'urn:support-access',
    type,
    subject: workspaceId,
    time: happenedAt(event),
    datacontenttype: 'application/json',
    dataschema: dataSchema(type, 1),
    position: `${1042 + at}`,
    revision: at,
    chain: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    correlationid: EXAMPLE.commandId,
    data: event.data,
  };
}
