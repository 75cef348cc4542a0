import { dataSchema } from '#commands';
import type { SupportAccessEvent, SupportAccessEventType } from '#domain';
import { EXAMPLE } from './example.js';
import { id, instant, reason, ticketId } from './wire-schemas.js';
import type { Schema } from './schema.js';
import { constant, inKinds, listOf, ref, shape, text } from './schema.js';

type DataOf<Type extends SupportAccessEventType> = Extract<SupportAccessEvent, { type: Type }>['data'];

const party = ref('Party');
const ofGrant = { workspaceId: id(''), grantId: id('') };
const grantEnd = instant("The grant's end as it was granted.");
const from = { ipAddress: text("The engineer's."), userAgent: text("The engineer's.") };

/** What each event says. The compiler holds every one equal to the domain's. */
const DATA: Readonly<Record<SupportAccessEventType, Schema>> = {
  WorkspaceUpdated: shape<DataOf<'WorkspaceUpdated'>>(
    {
      workspaceId: id(''),
      tier: ref('Tier'),
      forcedSso: { type: 'boolean' },
      ownerIds: listOf(ref('PersonId'), { description: 'All of them.' }),
      at: instant(''),
    },
    { name: text(''), by: party },
  ),
  SupportAccessGranted: shape<DataOf<'SupportAccessGranted'>>(
    {
      ...ofGrant,
      grantedBy: party,
      grantedAt: instant(''),
      expiresAt: instant('The first instant at which there is no access any more.'),
    },
    { ticketId, reason },
  ),
  SupportLogin: shape<DataOf<'SupportLogin'>>(
    {
      ...ofGrant,
      sessionId: id(''),
      engineer: ref('Engineer'),
      at: instant(''),
      sessionExpiresAt: instant("When the session ends, if its grant doesn't before."),
    },
    { ticketId, reason, ...from },
  ),
  SupportAccessRevoked: shape<DataOf<'SupportAccessRevoked'>>(
    { ...ofGrant, cause: ref('Cause'), revokedBy: party, at: instant(''), expiresAt: grantEnd },
    { reason },
  ),
  SupportAccessDenied: shape<DataOf<'SupportAccessDenied'>>(
    {
      workspaceId: id(''),
      attempted: ref('AttemptedCommand'),
      code: ref('DenialCode'),
      by: party,
      at: instant(''),
    },
    { grantId: id(''), expiresAt: grantEnd, ticketId, reason, ...from },
  ),
};

export const revision = { type: 'integer', minimum: 0, description: "In the workspace's stream, from 0." };

type Attribute =
  | ('specversion' | 'id' | 'source' | 'type' | 'subject' | 'time' | 'datacontenttype' | 'dataschema')
  | ('position' | 'revision' | 'chain' | 'correlationid');
type CloudEvent = Record<Attribute, unknown> & { traceparent?: string };

const cloudEvent = shape<CloudEvent>(
  {
    specversion: constant('1.0'),
    id: text('The same wherever the event is seen.'),
    source: text('Which installation says so.'),
    type: ref('EventType'),
    subject: id('The workspace.'),
    time: instant('When it was written.'),
    datacontenttype: constant('application/json'),
    dataschema: text(`Names the version of \`data\`, such as \`${dataSchema('SupportAccessGranted', 1)}\`.`),
    position: ref('Position'),
    revision,
    chain: text('The hash over this event and the one before it in its workspace.', {
      pattern: '^[0-9a-f]{64}$',
    }),
    correlationid: text('What it belongs to: the `X-Request-Id` of the request, if it had one.'),
  },
  { traceparent: text('W3C trace context, if there was one.') },
);

export const eventSchemas = inKinds(
  'Event',
  { ...cloudEvent, description: 'A structured CloudEvent 1.0, with the attributes that it has on Kafka.' },
  DATA,
);

export const eventExample = {
  specversion: '1.0',
  id: EXAMPLE.eventId,
  source: 'urn:support-access',
  type: 'SupportAccessGranted',
  subject: EXAMPLE.workspaceId,
  time: EXAMPLE.grantedAt,
  datacontenttype: 'application/json',
  dataschema: dataSchema('SupportAccessGranted', 1),
  position: '1043',
  revision: 1,
  chain: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  correlationid: EXAMPLE.commandId,
  data: {
    workspaceId: EXAMPLE.workspaceId,
    grantId: EXAMPLE.grantId,
    grantedBy: EXAMPLE.olivia,
    grantedAt: EXAMPLE.grantedAt,
    expiresAt: EXAMPLE.expiresAt,
  },
};
