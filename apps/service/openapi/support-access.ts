import type { Schema } from '#contracts';
import {
  bodyOf,
  commandId,
  EXAMPLE,
  id,
  instant,
  listOf,
  oneWordOf,
  position,
  reason,
  ref,
  repeated,
  shape,
  text,
  ticketId,
} from '#contracts';
import type { GrantStatus } from '#domain';
import type { CurrentAccess, Grant, ListedGrant, Session } from '#read-models';
import type { GrantAnswer } from '../api/grant-commands.controller.js';
import type { LoginAnswer } from '../api/support-logins.controller.js';
import type { Operations } from './operation.js';
import { json } from './operation.js';
import {
  CURSOR,
  IDEMPOTENCY_KEY,
  IF_NONE_MATCH,
  inQuery,
  LIMIT,
  MIN_POSITION,
  WORKSPACE,
} from './parameters.js';

const party = ref('Party');
const status = ref('GrantStatus');
const granted = {
  commandId,
  workspaceId: id(),
  grantId: id(),
  grantedBy: party,
  grantedAt: instant(),
  expiresAt: instant('The first instant at which there is no access any more.'),
  position,
};
const why = { ticketId, reason };
const ofGrant = {
  requestId: id('The request that it approved.'),
  previousGrantId: id('The grant before it, which ended less than a day earlier.'),
  consecutive: { type: 'integer', minimum: 2, description: 'How many grants in a row this makes.' },
};
const session = {
  sessionId: id(),
  engineer: ref('Engineer'),
  at: instant(),
  sessionExpiresAt: instant(),
};

export const supportAccessSchemas: Readonly<Record<string, Schema>> = {
  GrantTerms: bodyOf('GrantSupportAccess', ['workspaceId', 'actor', 'requestId']),
  LoginTerms: bodyOf('RecordSupportLogin', ['workspaceId', 'engineer', 'ipAddress', 'userAgent']),
  GrantStatus: oneWordOf<GrantStatus>({ active: '', expired: '', revoked: 'see `cause`' }),
  Grant: shape<Grant & GrantAnswer>(granted, { ...ofGrant, ...why, repeated }),
  ListedGrant: shape<ListedGrant>(
    { ...granted, status },
    { ...why, endedAt: instant(), cause: ref('Cause'), revokedBy: party },
  ),
  GrantPage: shape<{ grants: ListedGrant[]; next?: string }>(
    { grants: listOf(ref('ListedGrant')) },
    { next: text('The cursor of the next page; absent on the last.') },
  ),
  Session: shape<Session>(session),
  Login: shape<LoginAnswer>(
    { commandId, workspaceId: id(), grantId: id(), ...session, position },
    {
      repeated,
      token: text('The session token, a JWT. Sent again, only while the session is live.'),
    },
  ),
  CurrentAccess: shape<CurrentAccess>(
    {
      workspaceId: id(),
      asOf: instant(),
      status: oneWordOf<CurrentAccess['status']>({ none: '', active: '' }),
      sessions: listOf(ref('Session'), { description: 'Those that were live at `asOf`, oldest first.' }),
      position,
    },
    { grant: ref('Grant') },
  ),
};

const { workspaceId, grantId, sessionId, olivia, erin, grantedAt, expiresAt, loginAt } = EXAMPLE;
const told = { ticketId: EXAMPLE.ticketId, reason: EXAMPLE.reason };
const grant = {
  commandId: EXAMPLE.commandId,
  workspaceId,
  grantId,
  grantedBy: olivia,
  grantedAt,
  expiresAt,
  ...told,
  position: '1043',
};
const live = { sessionId, engineer: erin, at: loginAt, sessionExpiresAt: EXAMPLE.sessionExpiresAt };

export const supportAccessOperations: Operations = {
  'POST /v1/workspaces/{workspaceId}/support-access': {
    operationId: 'grantSupportAccess',
    tag: 'support access',
    summary: 'Grant support access',
    parameters: [WORKSPACE, IDEMPOTENCY_KEY],
    body: {
      required: false,
      content: json(ref('GrantTerms'), { durationMinutes: 120, ...told }),
    },
    answer: {
      status: 201,
      description: 'The grant.',
      content: json(ref('Grant'), grant),
      headers: ['Location', 'Idempotent-Replayed'],
    },
    problems: [
      'UNKNOWN_WORKSPACE',
      'FORCED_SSO',
      'ALREADY_GRANTED',
      'IMPERSONATED',
      'COMMAND_ID_REUSED',
      'CLOCK_BEHIND',
    ],
  },
  'DELETE /v1/workspaces/{workspaceId}/support-access': {
    operationId: 'revokeSupportAccess',
    tag: 'support access',
    summary: 'End support access at once',
    description: 'Its sessions end with it. Takes no body.',
    parameters: [
      WORKSPACE,
      inQuery('grantId', id(), 'Only this grant; the active one when absent.'),
      inQuery('reason', reason, 'Why.'),
      IDEMPOTENCY_KEY,
    ],
    answer: {
      status: 200,
      description: 'Ended.',
      content: json(ref('Accepted'), {
        commandId: EXAMPLE.commandId,
        workspaceId,
        outcome: 'accepted',
        events: [{ id: EXAMPLE.eventId, type: 'SupportAccessRevoked', revision: 3 }],
        position: '1045',
      }),
      headers: ['Idempotent-Replayed'],
    },
    problems: ['UNKNOWN_WORKSPACE', 'NO_ACTIVE_GRANT', 'COMMAND_ID_REUSED', 'CLOCK_BEHIND'],
  },
  'POST /v1/workspaces/{workspaceId}/support-logins': {
    operationId: 'logIn',
    tag: 'support access',
    summary: 'Open a support session',
    parameters: [WORKSPACE, IDEMPOTENCY_KEY],
    body: {
      required: false,
      content: json(ref('LoginTerms'), told),
    },
    answer: {
      status: 201,
      description: 'The session.',
      content: json(ref('Login'), {
        commandId: EXAMPLE.commandId,
        workspaceId,
        grantId,
        ...live,
        token: 'eyJhbGciOiJFUzI1NiIsInR5cCI6InN1cHBvcnQtc2Vzc2lvbitqd3QifQ.e30.c2lnbmF0dXJl',
        position: '1044',
      }),
      headers: ['Idempotent-Replayed'],
    },
    problems: [
      'UNKNOWN_WORKSPACE',
      'NO_ACTIVE_GRANT',
      'ACCESS_EXPIRED',
      'TICKET_REQUIRED',
      'COMMAND_ID_REUSED',
      'CLOCK_BEHIND',
    ],
  },
  'GET /v1/workspaces/{workspaceId}/support-access': {
    operationId: 'readSupportAccess',
    tag: 'support access',
    summary: 'Who may be in a workspace, and who is',
    parameters: [
      WORKSPACE,
      inQuery('asOf', ref('Instant'), 'Who could be in at this instant, not in the future; now when absent.'),
      MIN_POSITION,
      IF_NONE_MATCH,
    ],
    answer: {
      status: 200,
      description: 'The access at `asOf`.',
      content: json(ref('CurrentAccess'), {
        workspaceId,
        asOf: '2026-11-22T09:40:00.000Z',
        status: 'active',
        grant,
        sessions: [live],
        position: '1044',
      }),
      headers: ['ETag'],
    },
    problems: ['UNKNOWN_WORKSPACE'],
  },
  'GET /v1/grants': {
    operationId: 'listGrants',
    tag: 'support access',
    summary: 'Grants of all workspaces, newest first',
    parameters: [
      inQuery('status', status, 'By now.'),
      inQuery('workspaceId', ref('Id'), 'Of this workspace.'),
      inQuery('ticketId', ref('Id'), 'Of this support case.'),
      inQuery('activeAt', ref('Instant'), 'Those that were active at this instant, not in the future.'),
      LIMIT,
      CURSOR,
      MIN_POSITION,
      IF_NONE_MATCH,
    ],
    answer: {
      status: 200,
      description: 'A page.',
      content: json(ref('GrantPage'), {
        grants: [
          {
            ...grant,
            status: 'revoked',
            endedAt: '2026-11-22T09:45:00.000Z',
            cause: 'revoked',
            revokedBy: olivia,
          },
        ],
        next: 'TWTsT0nZ',
      }),
      headers: ['ETag', 'Link'],
    },
    problems: ['POSITION_UNKNOWN', 'LOG_REPLACED'],
  },
};
