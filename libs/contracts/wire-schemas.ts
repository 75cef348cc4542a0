import type {
  ExternalCommandType,
  Party,
  RequestCloseCause,
  RevocationCause,
  SessionEndCause,
  SupportAccessEventType,
} from '#domain';
import { ID_EXPRESSION, ID_PATTERN, MAX_DURATION_MINUTES, PERSON_ID_PATTERN } from '#domain';
import type { FieldError } from './command-result.js';
import { ACTING_SESSION, ActorDto, EngineerDto, REASON, TICKET, TIERS } from './command-dtos.js';
import { DENIAL_CODES } from './denials.js';
import { schemaOf } from './dto.js';
import type { Schema } from './schema.js';
import { closed, freeText, oneWordOf, ref, refSaying, shape, text } from './schema.js';
import { MAX_TEXT_CHARACTERS } from './wire-rules.js';

export const id = (description = '') => refSaying('Id', description);
export const personId = ref('PersonId');
export const commandId = ref('CommandId');
export const uuid = (description = '') => refSaying('Uuid', description);
export const instant = (description = '') => refSaying('Instant', description);
export const minutes = (description = ''): Schema => ({
  type: 'integer',
  minimum: 1,
  maximum: MAX_DURATION_MINUTES,
  description,
});
export const reason = freeText(REASON);
export const ticketId = id(TICKET);
export const position = {
  ...ref('AnyPosition'),
  description:
    'The position in the log that this answer knows. Send it as `Min-Position` to read at least as much.',
};

export const revision = { type: 'integer', minimum: 0, description: "In the workspace's stream, from 0." };

/** Further facts of a refusal, on an event, a result and a problem. */
export const denialDetail = {
  grantId: id(),
  requestId: id(),
  sessionId: id(),
  expiresAt: instant("The grant's end."),
  retryAt: instant('When the same could be accepted, as far as this rule goes.'),
  latestExpiresAt: instant('The latest end that an extension may give.'),
};

const named = { name: freeText(), email: freeText() };
const sessionId = id(ACTING_SESSION);

export const repeated = {
  type: 'boolean',
  const: true,
  description:
    'There when the command had been sent before: this is its first answer again, whatever has happened since. Over HTTP `Idempotent-Replayed: true` says the same.',
};

const GRANT_CAUSES: Readonly<Record<RevocationCause, string>> = {
  revoked: 'somebody ended it',
  expired: 'its time was over',
  'forced-sso': 'the workspace began to force single sign-on',
  'ticket-closed': 'its support case was closed',
};

const REQUEST_CAUSES: Readonly<Record<RequestCloseCause, string>> = {
  declined: 'an owner said no',
  withdrawn: 'the engineer, or the vendor, took it back',
  expired: 'nobody answered in time',
  superseded: 'a grant or an extension was given without naming it: `grantId`',
  'grant-ended': 'the grant to extend is over: `grantId`',
  'ticket-closed': 'its support case was closed',
  'forced-sso': 'the workspace began to force single sign-on',
};

const SESSION_CAUSES: Readonly<Record<SessionEndCause, string>> = {
  'signed-out': 'the engineer left',
  closed: 'an owner or the vendor ended it',
  'timed-out': 'its time was over',
  'grant-ended': 'its grant is over',
  'ticket-closed': 'its support case, or its grant’s, was closed',
};

/** What many messages and calls refer to by name. */
export const wireSchemas = {
  Id: {
    type: 'string',
    pattern: ID_PATTERN,
    description: '1 to 128 characters of A-Z a-z 0-9 . _ : @ - and neither . nor ..',
  },
  PersonId: {
    type: 'string',
    pattern: PERSON_ID_PATTERN,
    description:
      'As the identity provider has it: 1 to 255 printable ASCII characters, no space first or last.',
  },
  CommandId: {
    type: 'string',
    pattern: String.raw`^(?:~[A-Za-z0-9_-]{22}\.)?${ID_EXPRESSION}$`,
    description:
      'An id as it was sent; of a person, `~`, a mark of who they are, `.` and their `Idempotency-Key`. No command that is sent can have an id with `~`.',
  },
  Uuid: {
    type: 'string',
    pattern: '^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$',
    description: 'A UUID in lower case (RFC 9562).',
  },
  Text: {
    type: 'string',
    maxLength: MAX_TEXT_CHARACTERS,
    pattern: String.raw`^[^\u0000]*$`,
    description: 'Without NUL or lone surrogates.',
  },
  Instant: { type: 'string', format: 'date-time', description: 'RFC 3339, UTC, with milliseconds.' },
  AnyPosition: {
    type: 'string',
    pattern: '^(?:[0-9]{1,20}|s[A-Za-z0-9_-]{48})$',
    description:
      'A position in the log. Owners get it sealed, since it moves when other workspaces do, too: as 49 characters that say nothing and can be handed back.',
  },
  Position: {
    type: 'string',
    pattern: '^[0-9]{1,20}$',
    description: 'A position in the log: decimal digits. Later is greater; not every number is taken.',
  },
  Tier: oneWordOf(TIERS),
  Actor: { ...closed(schemaOf(ActorDto)), description: 'Who asks, as the sending service states it.' },
  Engineer: schemaOf(EngineerDto),
  Party: {
    ...shape<Party>(
      {
        id: personId,
        kind: oneWordOf<Party['kind']>({ user: '', vendor: '', engineer: '', system: 'the service itself' }),
      },
      { ...named, sessionId },
    ),
    description: 'Who did something.',
  },
  EventType: oneWordOf<SupportAccessEventType>({
    WorkspaceUpdated: '',
    SupportAccessRequested: '',
    SupportAccessRequestClosed: 'without consent: see `cause`',
    SupportAccessGranted: '',
    SupportAccessExtended: '',
    SupportLogin: '',
    SupportSessionEnded: 'see `cause`',
    SupportAccessRevoked: 'also by expiry, and by forced single sign-on: see `cause`',
    SupportTicketClosed: '',
    SupportAccessDenied: '',
  }),
  Cause: oneWordOf(GRANT_CAUSES),
  RequestCause: oneWordOf(REQUEST_CAUSES),
  SessionCause: oneWordOf(SESSION_CAUSES),
  AnyCause: {
    type: 'string',
    enum: Object.keys({ ...GRANT_CAUSES, ...REQUEST_CAUSES, ...SESSION_CAUSES }),
    description: 'Why a grant, a request or a session is over: the `cause` of its event.',
  },
  AttemptedCommand: oneWordOf<Exclude<ExternalCommandType, 'UpdateWorkspace'>>({
    RequestSupportAccess: '',
    WithdrawSupportAccessRequest: '',
    DeclineSupportAccessRequest: '',
    GrantSupportAccess: '',
    ExtendSupportAccess: '',
    RecordSupportLogin: '',
    EndSupportSession: '',
    RevokeSupportAccess: '',
    CloseTicket: '',
  }),
  DenialCode: oneWordOf(DENIAL_CODES),
  FieldError: shape<FieldError>({
    field: text(
      'A path such as `data.actor.id`, or over HTTP a parameter or a header; empty for the message or request as a whole.',
    ),
    message: text('', { minLength: 1 }),
  }),
};
