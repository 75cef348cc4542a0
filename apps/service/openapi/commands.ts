import type { CommandResult, DenialDetail, EventReference } from '#commands';
import type {
  ExternalCommandType,
  GrantSupportAccess,
  RecordSupportLogin,
  RevokeSupportAccess,
  UpdateWorkspace,
} from '#domain';
import { MAX_DURATION_MINUTES } from '#domain';
import { EXAMPLE } from './example.js';
import type { Operations } from './operation.js';
import { json } from './operation.js';
import { IDEMPOTENCY_KEY, WORKSPACE } from './parameters.js';
import { commandId, id, instant, position, reason, repeated, ticketId } from './people.js';
import type { Schema } from './schema.js';
import { closed, freeText, listOf, ref, shape, text } from './schema.js';

type Result<Outcome extends CommandResult['outcome']> = Extract<CommandResult, { outcome: Outcome }>;
type Reused = Extract<CommandResult, { code: 'COMMAND_ID_REUSED' }>;
type Refused = Exclude<Result<'denied'>, Reused>;
type WithDuration = Omit<GrantSupportAccess, 'durationMinutes'> &
  Partial<Pick<GrantSupportAccess, 'durationMinutes'>>;

const { workspaceId, ticketId: ticket } = EXAMPLE;
const workspace = { workspaceId: id('') };
const actor = ref('Actor');

export const durationMinutes = {
  type: 'integer',
  minimum: 1,
  maximum: MAX_DURATION_MINUTES,
  default: MAX_DURATION_MINUTES,
  description: 'How long; seven days unless said otherwise.',
};
const described = {
  tier: ref('Tier'),
  forcedSso: {
    type: 'boolean',
    description: 'Such a workspace has no support access; an active grant ends.',
  },
  ownerIds: listOf(ref('PersonId'), {
    maxItems: 1_000,
    description: 'Whole; who is not in it owns no longer.',
  }),
};
const named = { name: freeText('') };

const DATA: Readonly<Record<ExternalCommandType, Schema>> = {
  UpdateWorkspace: shape<UpdateWorkspace>({ ...workspace, ...described }, { actor, ...named }),
  GrantSupportAccess: shape<WithDuration>({ ...workspace, actor }, { durationMinutes, ticketId, reason }),
  RecordSupportLogin: shape<RecordSupportLogin>(
    { ...workspace, engineer: { ...ref('Engineer'), unevaluatedProperties: false } },
    {
      ticketId,
      reason,
      ipAddress: freeText("The engineer's."),
      userAgent: freeText("The engineer's."),
    },
  ),
  RevokeSupportAccess: shape<RevokeSupportAccess>(
    { ...workspace, actor },
    { grantId: id('Only this grant; the active one when absent.'), reason },
  ),
};

const traceId = text('', { pattern: '^[!-~]{1,256}$' });
const uri = text('', { pattern: '^\\S{1,1024}$' });
const maybe = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });

/** A CloudEvent 1.0 in structured mode. Attributes that we do not know are taken and not read. */
const command = (type: string, data: Schema): Schema => ({
  type: 'object',
  required: ['specversion', 'id', 'source', 'type'],
  properties: {
    specversion: { const: '1.0' },
    id: id("The command's id; not beginning with `expire-`."),
    source: uri,
    type: { const: type },
    subject: maybe(id('Equal to `data.workspaceId`.')),
    time: maybe({ type: 'string', format: 'date-time' }),
    datacontenttype: maybe(text('A JSON media type.')),
    dataschema: maybe(uri),
    correlationid: maybe(traceId),
    causationid: maybe(traceId),
    data: closed(data),
    data_base64: text('The data in Base64, instead of `data`.', { contentEncoding: 'base64' }),
  },
  oneOf: [{ required: ['data'] }, { required: ['data_base64'] }],
});

const reference = { id: EXAMPLE.eventId, type: 'WorkspaceUpdated', revision: 0 };
const result = {
  commandId: EXAMPLE.commandId,
  workspaceId,
  outcome: 'accepted',
  events: [reference],
  position: '1042',
};
const common = { commandId, workspaceId: id('') };
const events = listOf(ref('EventReference'), { description: 'What was recorded, in order.' });

export const commandSchemas: Readonly<Record<string, Schema>> = {
  ...Object.fromEntries(Object.entries(DATA).map(([type, data]) => [type, command(type, data)])),
  EventReference: shape<EventReference>({
    id: id(''),
    type: ref('EventType'),
    revision: { type: 'integer', minimum: 0, description: "In the workspace's stream, from 0." },
  }),
  Accepted: shape<Result<'accepted'>>(
    { ...common, outcome: { const: 'accepted' }, events, position },
    { repeated },
  ),
  Denied: shape<Refused>(
    { ...common, outcome: { const: 'denied' }, code: ref('DenialCode'), events, position },
    { detail: shape<DenialDetail>({}, { grantId: id(''), expiresAt: instant('') }), repeated },
  ),
  Reused: shape<Reused>({
    ...common,
    outcome: { const: 'denied' },
    code: { const: 'COMMAND_ID_REUSED' },
    events: listOf({}, { maxItems: 0 }),
  }),
  CommandResult: {
    oneOf: [ref('Accepted'), ref('Denied'), ref('Reused')],
    description: 'As on the results topic.',
  },
};

const body = { tier: 'business', forcedSso: false, ownerIds: ['olivia'] };

export const commandOperations: Operations = {
  'POST /v1/commands': {
    operationId: 'executeCommand',
    tag: 'commands',
    summary: 'Send a command',
    description:
      'One structured CloudEvent, as on the commands topic, with the actor as given. A rule’s refusal is an outcome and not an HTTP error.',
    body: {
      required: true,
      content: Object.fromEntries(
        ['application/cloudevents+json', 'application/json'].map((type) => [
          type,
          {
            schema: { oneOf: Object.keys(DATA).map(ref) },
            example: {
              specversion: '1.0',
              id: EXAMPLE.commandId,
              source: '/crm',
              type: 'GrantSupportAccess',
              data: { workspaceId, actor: { id: 'olivia' }, durationMinutes: 120, ticketId: ticket },
            },
          },
        ]),
      ),
    },
    answer: {
      status: 200,
      description: 'What became of it.',
      content: json(ref('CommandResult'), result),
      headers: ['Idempotent-Replayed'],
    },
  },
  'PUT /v1/workspaces/{workspaceId}': {
    operationId: 'updateWorkspace',
    tag: 'commands',
    summary: 'Describe a workspace',
    description: 'Replaces all that is known of the workspace, or makes it known.',
    parameters: [WORKSPACE, IDEMPOTENCY_KEY],
    body: {
      required: true,
      content: json(closed(shape<Omit<UpdateWorkspace, 'workspaceId' | 'actor'>>(described, named)), {
        name: 'Acme',
        ...body,
      }),
    },
    answer: {
      status: 200,
      description: 'Done.',
      content: json(ref('Accepted'), result),
      headers: ['Idempotent-Replayed'],
    },
    problems: ['COMMAND_ID_REUSED', 'CLOCK_BEHIND'],
  },
};
