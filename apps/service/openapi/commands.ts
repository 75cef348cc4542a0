import type { CommandResult, DenialDetail, EventReference } from '#commands';
import type {
  ExternalCommandType,
  GrantSupportAccess,
  RecordSupportLogin,
  RevokeSupportAccess,
  UpdateWorkspace,
} from '#domain';
import { ID_PATTERN, MAX_DURATION_MINUTES } from '#domain';
import { EXAMPLE } from './example.js';
import type { Operations } from './operation.js';
import { json } from './operation.js';
import { IDEMPOTENCY_KEY, WORKSPACE } from './parameters.js';
import { commandId, DENIAL_CODES, id, instant, position, reason, repeated, ticketId } from './people.js';
import type { Flat, Schema } from './schema.js';
import { closed, constant, freeText, inKinds, listOf, oneWordOf, ref, shape, text } from './schema.js';

type Result<Outcome extends CommandResult['outcome']> = Extract<CommandResult, { outcome: Outcome }>;
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
const maybe = (schema: Schema): Schema => ({ ...schema, type: ['string', 'null'] });

const command: Schema = {
  type: 'object',
  required: ['specversion', 'id', 'source', 'type'],
  properties: {
    specversion: constant('1.0'),
    id: id("The command's id; not beginning with `expire-`."),
    source: uri,
    type: oneWordOf<ExternalCommandType>({
      UpdateWorkspace: '',
      GrantSupportAccess: '',
      RecordSupportLogin: '',
      RevokeSupportAccess: '',
    }),
    subject: maybe(text('Equal to `data.workspaceId`.', { pattern: ID_PATTERN })),
    time: maybe({ format: 'date-time' }),
    datacontenttype: maybe(text('A JSON media type.')),
    dataschema: maybe(uri),
    correlationid: maybe(traceId),
    causationid: maybe(traceId),
  },
  description:
    'A CloudEvent 1.0 in structured mode. Attributes that are not named here are taken and not read. `data_base64` is taken in place of `data`.',
};

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
  ...inKinds(
    'Command',
    command,
    Object.fromEntries(Object.entries(DATA).map(([type, data]) => [type, closed(data)])),
  ),
  EventReference: shape<EventReference>({
    id: id(''),
    type: ref('EventType'),
    revision: { type: 'integer', minimum: 0, description: "In the workspace's stream, from 0." },
  }),
  Accepted: shape<Result<'accepted'>>(
    { ...common, outcome: constant('accepted'), events, position },
    { repeated },
  ),
  DenialDetail: shape<DenialDetail>({}, { grantId: id(''), expiresAt: instant('') }),
  CommandResult: {
    ...shape<Flat<CommandResult>>(
      {
        ...common,
        outcome: oneWordOf<CommandResult['outcome']>({
          accepted: 'it was done',
          denied: 'a rule refused it: `code` says which',
          ignored: 'there was nothing to do',
        }),
        events,
      },
      {
        code: ref('ResultCode'),
        detail: ref('DenialDetail'),
        position: { ...position, description: 'Absent when nothing was recorded.' },
        repeated,
      },
    ),
    description: 'As on the results topic. What was denied has a `code`.',
  },
  ResultCode: oneWordOf<Result<'denied'>['code']>({
    ...DENIAL_CODES,
    COMMAND_ID_REUSED: 'recorded nowhere: the id belongs to a command with other content',
  }),
  WorkspaceDescription: closed(shape<Omit<UpdateWorkspace, 'workspaceId' | 'actor'>>(described, named)),
};

const body = { tier: 'business', forcedSso: false, ownerIds: ['olivia'] };

export const commandOperations: Operations = {
  'POST /v1/commands': {
    operationId: 'executeCommand',
    tag: 'commands',
    summary: 'Send a command',
    description:
      'One structured CloudEvent, as on the commands topic, with the actor as given. A rule’s refusal is an outcome and not an HTTP error. `application/json` is taken too.',
    body: {
      required: true,
      content: {
        'application/cloudevents+json': {
          schema: ref('Command'),
          example: {
            specversion: '1.0',
            id: EXAMPLE.commandId,
            source: '/crm',
            type: 'GrantSupportAccess',
            data: { workspaceId, actor: { id: 'olivia' }, durationMinutes: 120, ticketId: ticket },
          },
        },
      },
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
      content: json(ref('WorkspaceDescription'), { name: 'Acme', ...body }),
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
