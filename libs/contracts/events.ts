import type { SupportAccessEvent, SupportAccessEventType } from '#domain';
import { TRACE_ID_PATTERN } from './cloud-event-attributes.js';
import type { Schema } from './schema.js';
import { constant, freeText, inKinds, listOf, ref, shape, text } from './schema.js';
import { denialDetail, id, instant, minutes, reason, revision, ticketId, uuid } from './wire-schemas.js';
import { MAX_OWNERS } from './wire-rules.js';

/** Names the shape of an event's data and its version. */
export const dataSchema = (type: string, version: number): string =>
  `urn:support-access:event:${type}:${version}`;

type DataOf<Type extends SupportAccessEventType> = Extract<SupportAccessEvent, { type: Type }>['data'];

const party = ref('Party');
const ofGrant = { workspaceId: id(), grantId: uuid() };
const from = { ipAddress: freeText("The engineer's."), userAgent: freeText("The engineer's.") };

/** What each event says. The compiler holds the data equal to the domain's. */
export const EVENTS: Readonly<{
  [Type in SupportAccessEventType]: { summary: string; data: Schema };
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
  },
  SupportAccessRequested: {
    summary: 'An engineer asks the owners to let support in, or to extend the grant.',
    data: shape<DataOf<'SupportAccessRequested'>>(
      {
        workspaceId: id(),
        requestId: uuid(),
        requestedBy: party,
        at: instant(),
        requestExpiresAt: instant('The first instant at which nobody can say yes any more.'),
        durationMinutes: minutes('How long they ask for.'),
        reason,
      },
      { ticketId, grantId: uuid('The grant to extend.'), ...from },
    ),
  },
  SupportAccessRequestClosed: {
    summary: 'A request is over without consent: see `cause`.',
    data: shape<DataOf<'SupportAccessRequestClosed'>>(
      {
        workspaceId: id(),
        requestId: uuid(),
        cause: ref('RequestCause'),
        closedBy: party,
        at: instant(),
        requestExpiresAt: instant('For `expired`, `at` minus this is how late it was recorded.'),
      },
      { grantId: uuid('The grant that was given, extended or ended.'), reason },
    ),
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
      {
        requestId: uuid('The request that this approves.'),
        previousGrantId: uuid('The grant before it, which ended less than a day earlier.'),
        consecutive: { type: 'integer', minimum: 2, description: 'How many grants in a row this makes.' },
        ticketId,
        reason,
      },
    ),
  },
  SupportAccessExtended: {
    summary: 'Support may enter for longer.',
    data: shape<DataOf<'SupportAccessExtended'>>(
      {
        ...ofGrant,
        extension: { type: 'integer', minimum: 1, description: 'Counted from 1.' },
        extendedBy: party,
        at: instant(),
        previousExpiresAt: instant(),
        expiresAt: instant('The first instant at which there is no access any more.'),
      },
      { requestId: uuid('The request that this approves.'), reason },
    ),
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
  },
  SupportSessionEnded: {
    summary: 'A session is over: see `cause`. Each login has exactly one such end.',
    data: shape<DataOf<'SupportSessionEnded'>>(
      {
        ...ofGrant,
        sessionId: uuid(),
        engineer: ref('Engineer'),
        cause: ref('SessionCause'),
        endedBy: party,
        at: instant('When the end was recorded.'),
        endedAt: instant('When the session was over in fact: not later than `at`.'),
        sessionExpiresAt: instant(),
      },
      { reason },
    ),
  },
  SupportAccessRevoked: {
    summary: 'The grant is over: see `cause`.',
    data: shape<DataOf<'SupportAccessRevoked'>>(
      {
        ...ofGrant,
        cause: ref('Cause'),
        revokedBy: party,
        at: instant(),
        expiresAt: instant(
          "The grant's own end, extensions included; for `expired`, `at` minus this is how late it was recorded.",
        ),
      },
      { ticketId: id('The support case that was closed.'), reason },
    ),
  },
  SupportTicketClosed: {
    summary: 'The help desk closed a support case: what names it ends with this.',
    data: shape<DataOf<'SupportTicketClosed'>>(
      { workspaceId: id(), ticketId, at: instant() },
      { by: party, reason },
    ),
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
      { ...denialDetail, ticketId, reason, ...from },
    ),
  },
};

export const EVENT_TYPES = Object.keys(EVENTS) as SupportAccessEventType[];

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
