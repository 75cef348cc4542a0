import type { SupportAccessEvent, SupportAccessEventType } from '#domain';
import { happenedAt } from '#domain';
import { TRACE_ID_PATTERN } from './cloud-event-attributes.js';
import { EXAMPLE } from './example.js';
import type { Schema } from './schema.js';
import { constant, freeText, inKinds, listOf, ref, shape, text } from './schema.js';
import { id, instant, reason, revision, ticketId, uuid } from './wire-schemas.js';
import { MAX_OWNERS } from './wire-rules.js';

/** Names the shape of an event's data and its version. */
export const dataSchema = (type: string, version: number): string =>
  `urn:support-access:event:${type}:${version}`;

type DataOf<Type extends SupportAccessEventType> = Extract<SupportAccessEvent, { type: Type }>['data'];

const party = ref('Party');
const ofGrant = { workspaceId: id(), grantId: uuid() };
const grantEnd = instant("The grant's end as it was granted.");
const from = { ipAddress: freeText("The engineer's."), userAgent: freeText("The engineer's.") };

const { workspaceId, grantId, sessionId, olivia, erin, grantedAt, expiresAt, loginAt } = EXAMPLE;

/** What each event says, with an example. The compiler holds the data equal to the domain's. */
export const EVENTS: Readonly<{
  [Type in SupportAccessEventType]: { summary: string; data: Schema; example: DataOf<Type> };
}> = {
  WorkspaceUpdated: {
    summary: 'A workspace is known, or known better.',
    data: shape<DataOf<'WorkspaceUpdated'>>(
      {
        workspaceId: id(),
        tier: ref('Tier'),
        forcedSso: { type: 'boolean' },
        ownerIds: listOf(ref('PersonId'), { maxItems: MAX_OWNERS, description: 'All of them.' }),
        at: instant(),
      },
      { name: freeText(), by: party },
    ),
    example: {
      workspaceId,
      name: 'Acme',
      tier: 'business',
      forcedSso: false,
      ownerIds: ['olivia'],
      at: '2026-11-22T09:29:00.000Z',
    },
  },
  SupportAccessGranted: {
    summary: 'Support may enter until `expiresAt`.',
    data: shape<DataOf<'SupportAccessGranted'>>(
      {
        ...ofGrant,
        grantedBy: party,
        grantedAt: instant(),
        expiresAt: instant('The first instant at which there is no access any more.'),
      },
      { ticketId, reason },
    ),
    example: { workspaceId, grantId, grantedBy: olivia, grantedAt, expiresAt, ticketId: EXAMPLE.ticketId },
  },
  SupportLogin: {
    summary: 'An engineer entered, until `sessionExpiresAt` at most.',
    data: shape<DataOf<'SupportLogin'>>(
      {
        ...ofGrant,
        sessionId: uuid(),
        engineer: ref('Engineer'),
        at: instant(),
        sessionExpiresAt: instant("When the session ends, if its grant doesn't before."),
      },
      { ticketId, reason, ...from },
    ),
    example: {
      workspaceId,
      grantId,
      sessionId,
      engineer: erin,
      at: loginAt,
      sessionExpiresAt: EXAMPLE.sessionExpiresAt,
      ticketId: EXAMPLE.ticketId,
      ipAddress: '198.51.100.7',
    },
  },
  SupportAccessRevoked: {
    summary: 'The grant is over: revoked, expired or ended by single sign-on becoming required.',
    data: shape<DataOf<'SupportAccessRevoked'>>(
      {
        ...ofGrant,
        cause: ref('Cause'),
        revokedBy: party,
        at: instant(),
        expiresAt: instant(
          "The grant's own end; for `expired`, `at` minus this is how late it was recorded.",
        ),
      },
      { reason },
    ),
    example: {
      workspaceId,
      grantId,
      cause: 'revoked',
      revokedBy: olivia,
      at: '2026-11-22T09:45:00.000Z',
      expiresAt,
      reason: 'solved',
    },
  },
  SupportAccessDenied: {
    summary: 'A command was refused; why and to whom.',
    data: shape<DataOf<'SupportAccessDenied'>>(
      {
        workspaceId: id(),
        attempted: ref('AttemptedCommand'),
        code: ref('DenialCode'),
        by: party,
        at: instant(),
      },
      { grantId: id(), expiresAt: grantEnd, ticketId, reason, ...from },
    ),
    example: {
      workspaceId,
      attempted: 'RecordSupportLogin',
      code: 'NO_ACTIVE_GRANT',
      by: { id: 'erin', kind: 'engineer' },
      at: '2026-11-22T09:46:00.000Z',
    },
  },
};

/** The CloudEvents attributes of an event: all are required but `traceparent`. */
export const eventAttributes = {
  required: {
    specversion: constant('1.0'),
    id: uuid('The same wherever the event is seen.'),
    source: text('Which installation says so: its `EVIDENCE_ORIGIN`.', { minLength: 1 }),
    type: ref('EventType'),
    subject: id('The workspace.'),
    time: instant('When it was recorded.'),
    datacontenttype: constant('application/json'),
    dataschema: text(
      `Names the shape of \`data\` and its version, such as \`${dataSchema('SupportAccessGranted', 1)}\`.`,
    ),
    position: { ...ref('Position'), description: 'Where it is in the log; grows and has gaps.' },
    revision,
    chain: text('SHA-256 over this event and the chain of the one before it in its workspace.', {
      pattern: '^[0-9a-f]{64}$',
    }),
    correlationid: text('What it belongs to: the `X-Request-Id` of the request, if it had one.', {
      pattern: TRACE_ID_PATTERN,
    }),
  },
  optional: {
    traceparent: text('W3C trace context, if there was one.', {
      pattern: '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$',
    }),
  },
};

export const eventData: Readonly<Record<string, Schema>> = Object.fromEntries(
  Object.entries(EVENTS).map(([type, { data }]) => [type, data]),
);

export const eventSchemas = inKinds(
  'Event',
  {
    type: 'object',
    required: Object.keys(eventAttributes.required),
    properties: { ...eventAttributes.required, ...eventAttributes.optional },
    description: 'A structured CloudEvent 1.0, with the attributes that it has on Kafka.',
  },
  eventData,
);

const TYPES = Object.keys(EVENTS) as SupportAccessEventType[];

/** The example of an event as a structured CloudEvent; those of all types follow each other in one stream. */
export function exampleEvent(type: SupportAccessEventType) {
  const at = TYPES.indexOf(type);
  const event = { type, data: EVENTS[type].example } as SupportAccessEvent;
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
