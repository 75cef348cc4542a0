import type {
  ExternalCommandType,
  GrantSupportAccess,
  RecordSupportLogin,
  RevokeSupportAccess,
  UpdateWorkspace,
} from '#domain';
import { ID_PATTERN, MAX_DURATION_MINUTES } from '#domain';
import { EXAMPLE } from './example.js';
import type { Schema } from './schema.js';
import { closed, constant, freeText, inKinds, listOf, ref, shape, text } from './schema.js';
import { id, reason, ticketId, TRACE_ID_PATTERN, URI_PATTERN } from './wire-schemas.js';

type WithDuration = Omit<GrantSupportAccess, 'durationMinutes'> &
  Partial<Pick<GrantSupportAccess, 'durationMinutes'>>;

const { workspaceId } = EXAMPLE;
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

/** Maximum bytes of a command message: 64 KiB. */
export const MAX_MESSAGE_BYTES = 65_536;

/** What each command takes, with an example: the story of {@link EXAMPLE}. */
export const COMMANDS: Readonly<
  Record<ExternalCommandType, { summary: string; data: Schema; example: object }>
> = {
  UpdateWorkspace: {
    summary: 'What the sending service knows of a workspace: a full replacement.',
    data: closed(shape<UpdateWorkspace>({ ...workspace, ...described }, { actor, ...named })),
    example: { workspaceId, name: 'Acme', tier: 'business', forcedSso: false, ownerIds: ['olivia'] },
  },
  GrantSupportAccess: {
    summary: 'An owner lets support in, until a time.',
    data: closed(shape<WithDuration>({ ...workspace, actor }, { durationMinutes, ticketId, reason })),
    example: { workspaceId, actor: { id: 'olivia' }, durationMinutes: 120, ticketId: EXAMPLE.ticketId },
  },
  RecordSupportLogin: {
    summary: 'A support engineer asks to enter.',
    data: closed(
      shape<RecordSupportLogin>(
        { ...workspace, engineer: { ...ref('Engineer'), unevaluatedProperties: false } },
        {
          ticketId,
          reason,
          ipAddress: freeText("The engineer's."),
          userAgent: freeText("The engineer's."),
        },
      ),
    ),
    example: {
      workspaceId,
      engineer: EXAMPLE.erin,
      ticketId: EXAMPLE.ticketId,
      ipAddress: '198.51.100.7',
    },
  },
  RevokeSupportAccess: {
    summary: 'An owner, or the vendor, ends the access.',
    data: closed(
      shape<RevokeSupportAccess>(
        { ...workspace, actor },
        { grantId: id('Only this grant; the active one when absent.'), reason },
      ),
    ),
    example: { workspaceId, actor: { id: 'olivia' }, reason: 'solved' },
  },
};

/** A workspace as `UpdateWorkspace` describes it, without its id and the actor. */
export const workspaceDescription = closed(
  shape<Omit<UpdateWorkspace, 'workspaceId' | 'actor'>>(described, named),
);

const uri = text('', { pattern: URI_PATTERN });
const traceId = text('', { pattern: TRACE_ID_PATTERN });

/** The CloudEvents attributes that are read of a command. */
export const commandAttributes = {
  required: {
    specversion: constant('1.0'),
    id: id("The command's id; not beginning with `expire-`."),
    source: uri,
    type: { type: 'string', enum: Object.keys(COMMANDS) },
  },
  optional: {
    subject: text('Equal to `data.workspaceId`.', { pattern: ID_PATTERN }),
    time: { type: 'string', format: 'date-time' },
    datacontenttype: text('A JSON media type.', {
      pattern: String.raw`^application/([A-Za-z0-9_.+-]+\+)?json\s*(;.*)?$`,
    }),
    dataschema: uri,
    correlationid: traceId,
    causationid: traceId,
    traceparent: text('W3C Trace Context; what does not parse is ignored.'),
  },
};

const nullable = (schema: Schema): Schema => ({ ...schema, type: ['string', 'null'] });

export const commandSchemas = inKinds(
  'Command',
  {
    type: 'object',
    required: Object.keys(commandAttributes.required),
    properties: {
      ...commandAttributes.required,
      ...Object.fromEntries(
        Object.entries(commandAttributes.optional).map(([name, schema]) => [name, nullable(schema)]),
      ),
    },
    description:
      'A CloudEvent 1.0 in structured mode. Attributes that are not named here are taken and not read. `data_base64` is taken in place of `data`.',
  },
  Object.fromEntries(Object.entries(COMMANDS).map(([type, { data }]) => [type, data])),
);
