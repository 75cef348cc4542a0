import type {
  ExternalCommandType,
  GrantSupportAccess,
  RecordSupportLogin,
  RevokeSupportAccess,
  UpdateWorkspace,
} from '#domain';
import { ID_PATTERN, MAX_DURATION_MINUTES } from '#domain';
import type { Schema } from './schema.js';
import { closed, constant, freeText, inKinds, listOf, oneWordOf, ref, shape, text } from './schema.js';
import { id, reason, ticketId } from './wire-schemas.js';

type WithDuration = Omit<GrantSupportAccess, 'durationMinutes'> &
  Partial<Pick<GrantSupportAccess, 'durationMinutes'>>;

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

/** A workspace as `UpdateWorkspace` describes it, without its id and the actor. */
export const workspaceDescription = closed(
  shape<Omit<UpdateWorkspace, 'workspaceId' | 'actor'>>(described, named),
);

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

export const commandSchemas = inKinds(
  'Command',
  command,
  Object.fromEntries(Object.entries(DATA).map(([type, data]) => [type, closed(data)])),
);
