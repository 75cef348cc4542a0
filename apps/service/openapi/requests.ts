import type { Flat, Schema } from '#contracts';
import {
  bodyOf,
  closed,
  commandId,
  EXAMPLE,
  id,
  instant,
  listOf,
  minutes,
  oneWordOf,
  position,
  reason,
  ref,
  repeated,
  shape,
  text,
  ticketId,
} from '#contracts';
import type { RequestStatus } from '#read-models';
import type { ExtensionAnswer, GrantAnswer, RequestAnswer } from '../api/grant-answers.js';
import type { RequestEntry, RequestsAnswer } from '../api/requests.controller.js';
import type { Operations } from './operation.js';
import { json } from './operation.js';
import {
  CURSOR,
  IDEMPOTENCY_KEY,
  IF_NONE_MATCH,
  inQuery,
  LIMIT,
  MIN_POSITION,
  NEXT,
  REQUEST,
  WORKSPACE,
} from './parameters.js';
import { GRANT } from './support-access.js';
import { ofGrant } from './support-access-schemas.js';

const party = ref('Party');
const asked = {
  commandId,
  workspaceId: id(),
  requestId: id(),
  requestedBy: party,
  at: instant(),
  requestExpiresAt: instant('The first instant at which nobody can say yes any more.'),
  durationMinutes: minutes('How long they ask for.'),
  reason,
  position,
};
const about = { ticketId, grantId: id('The grant to extend.') };

export const requestSchemas: Readonly<Record<string, Schema>> = {
  RequestTerms: bodyOf('RequestSupportAccess', ['workspaceId', 'engineer', 'ipAddress', 'userAgent']),
  AccessRequest: shape<RequestAnswer>(asked, { ...about, repeated }),
  RequestStatus: oneWordOf<RequestStatus>({
    pending: '',
    approved: 'by `approvedGrantId`',
    declined: '',
    withdrawn: '',
    expired: '',
    superseded: '',
    'grant-ended': '',
    'ticket-closed': '',
    'forced-sso': '',
  }),
  ListedRequest: shape<RequestEntry>(
    { ...asked, status: ref('RequestStatus') },
    {
      ...about,
      endedAt: instant('When it was over in fact.'),
      endedBy: party,
      endReason: text('Why it was answered so, in their own words.'),
      approvedGrantId: id('The grant that approves it, or that was extended.'),
    },
  ),
  RequestPage: shape<RequestsAnswer>({ requests: listOf(ref('ListedRequest')) }, NEXT),
  ApprovalTerms: closed(
    shape<{ durationMinutes?: number; reason?: string }>(
      {},
      { durationMinutes: minutes('How long, or how much longer; what was asked for when absent.'), reason },
    ),
  ),
  RefusalTerms: closed(shape<{ reason?: string }>({}, { reason })),
  Approval: {
    ...shape<Flat<GrantAnswer | ExtensionAnswer>>(
      {
        commandId,
        workspaceId: id(),
        grantId: id(),
        expiresAt: instant('The first instant at which there is no access any more.'),
        requestId: id('The request that it approves.'),
        reason,
        repeated,
        position,
      },
      {
        grantedBy: party,
        grantedAt: instant(),
        extensions: { type: 'integer', minimum: 0 },
        latestExpiresAt: instant('The latest end that extensions may give it.'),
        previousGrantId: ofGrant.previousGrantId,
        consecutive: ofGrant.consecutive,
        ticketId,
        extension: { type: 'integer', minimum: 1, description: 'Counted from 1.' },
        extendedBy: party,
        at: instant(),
        previousExpiresAt: instant(),
      },
    ),
    required: ['commandId', 'workspaceId', 'grantId', 'expiresAt', 'requestId', 'position'],
    description: 'A `Grant`; of a request for an extension an `Extension`, which has `extension`.',
  },
};

const { workspaceId, requestId, erin, requestedAt } = EXAMPLE;
const terms = { reason: EXAMPLE.reason, durationMinutes: 120, ticketId: EXAMPLE.ticketId };
const request = {
  commandId: EXAMPLE.commandId,
  workspaceId,
  requestId,
  requestedBy: { ...erin, kind: 'engineer' },
  at: requestedAt,
  requestExpiresAt: '2026-11-25T09:29:30.000Z',
  ...terms,
  position: '1043',
};
const over = {
  commandId: EXAMPLE.commandId,
  workspaceId,
  outcome: 'accepted',
  events: [{ id: EXAMPLE.eventId, type: 'SupportAccessRequestClosed', revision: 2 }],
  position: '1044',
};
const page = { requests: [{ ...request, status: 'pending' }], next: 'TWTsT0nZ' };
const STATUS = inQuery('status', ref('RequestStatus'), 'By now.');
const REPLAYED = ['Idempotent-Replayed'];
const tag = 'support access';

export const requestOperations: Operations = {
  'POST /v1/workspaces/{workspaceId}/access-requests': {
    operationId: 'requestSupportAccess',
    tag,
    summary: 'Ask for support access, or for an extension',
    description: 'While a grant is active, `grantId` names it: the request is for an extension.',
    parameters: [WORKSPACE, IDEMPOTENCY_KEY],
    body: { required: true, content: json(ref('RequestTerms'), terms) },
    answer: {
      status: 201,
      description: 'The request.',
      content: json(ref('AccessRequest'), request),
      headers: ['Location', ...REPLAYED],
    },
    problems: [
      'UNKNOWN_WORKSPACE',
      'FORCED_SSO',
      'ALREADY_GRANTED',
      'NO_ACTIVE_GRANT',
      'ALREADY_REQUESTED',
      'REQUEST_LIMIT',
      'TICKET_REQUIRED',
      'COMMAND_ID_REUSED',
      'CLOCK_BEHIND',
    ],
  },
  'GET /v1/workspaces/{workspaceId}/access-requests': {
    operationId: 'listRequestsOfWorkspace',
    tag,
    summary: 'Requests for access to a workspace, newest first',
    parameters: [WORKSPACE, STATUS, LIMIT, CURSOR, MIN_POSITION, IF_NONE_MATCH],
    answer: {
      status: 200,
      description: 'A page.',
      content: json(ref('RequestPage'), page),
      headers: ['ETag', 'Link'],
    },
    problems: ['UNKNOWN_WORKSPACE', 'POSITION_UNKNOWN'],
  },
  'GET /v1/access-requests': {
    operationId: 'listRequests',
    tag,
    summary: 'Requests for access to all workspaces, newest first',
    parameters: [
      STATUS,
      inQuery('requestedBy', ref('PersonId'), 'Of this engineer.'),
      inQuery('workspaceId', ref('Id'), 'Of this workspace.'),
      inQuery('ticketId', ref('Id'), 'Of this support case.'),
      LIMIT,
      CURSOR,
      MIN_POSITION,
      IF_NONE_MATCH,
    ],
    answer: {
      status: 200,
      description: 'A page.',
      content: json(ref('RequestPage'), page),
      headers: ['ETag', 'Link'],
    },
    problems: ['POSITION_UNKNOWN', 'LOG_REPLACED'],
  },
  'POST /v1/workspaces/{workspaceId}/access-requests/{requestId}/approval': {
    operationId: 'approveRequest',
    tag,
    summary: 'Say yes to a request',
    description: 'Gives the grant that is asked for, or extends the one that the request names.',
    parameters: [WORKSPACE, REQUEST, IDEMPOTENCY_KEY],
    body: { required: false, content: json(ref('ApprovalTerms'), { durationMinutes: 60 }) },
    answer: {
      status: 201,
      description: 'The grant, or the extension.',
      content: json(ref('Approval'), { ...GRANT, requestId }),
      headers: REPLAYED,
    },
    problems: [
      'UNKNOWN_WORKSPACE',
      'IMPERSONATED',
      'FORCED_SSO',
      'REQUEST_NOT_PENDING',
      'ALREADY_GRANTED',
      'NO_ACTIVE_GRANT',
      'EXTENSION_LIMIT',
      'CONSECUTIVE_LIMIT',
      'TICKET_REQUIRED',
      'COMMAND_ID_REUSED',
      'CLOCK_BEHIND',
    ],
  },
  'POST /v1/workspaces/{workspaceId}/access-requests/{requestId}/refusal': {
    operationId: 'refuseRequest',
    tag,
    summary: 'Say no to a request',
    description: 'By an owner the request is declined; the vendor takes it back.',
    parameters: [WORKSPACE, REQUEST, IDEMPOTENCY_KEY],
    body: { required: false, content: json(ref('RefusalTerms'), { reason: 'not this week' }) },
    answer: { status: 200, description: 'Closed.', content: json(ref('Accepted'), over), headers: REPLAYED },
    problems: ['UNKNOWN_WORKSPACE', 'REQUEST_NOT_PENDING', 'COMMAND_ID_REUSED'],
  },
  'DELETE /v1/workspaces/{workspaceId}/access-requests/{requestId}': {
    operationId: 'withdrawRequest',
    tag,
    summary: 'Take a request of one’s own back',
    description: 'Takes no body.',
    parameters: [WORKSPACE, REQUEST, inQuery('reason', reason, 'Why.'), IDEMPOTENCY_KEY],
    answer: { status: 200, description: 'Closed.', content: json(ref('Accepted'), over), headers: REPLAYED },
    problems: ['UNKNOWN_WORKSPACE', 'REQUEST_NOT_PENDING', 'NOT_REQUESTER', 'COMMAND_ID_REUSED'],
  },
};
