import type { Schema } from '#contracts';
import {
  closed,
  constant,
  EXAMPLE,
  id,
  instant,
  listOf,
  position,
  reason,
  ref,
  shape,
  ticketId,
} from '#contracts';
import type { ListedSession, SessionPage } from '#read-models';
import type { EngineerClosure, TicketClosure } from '../api/closures/closures.controller.js';
import { MAX_KEY_CHARACTERS, MAX_WORKSPACES } from '../api/closures/closures.controller.js';
import type { Revoked } from '../api/sessions/session-revocations.controller.js';
import type { Operations } from './operation.js';
import { json } from './operation.js';
import {
  CURSOR,
  ENGINEER,
  IDEMPOTENCY_KEY,
  IF_NONE_MATCH,
  inQuery,
  LIMIT,
  MIN_POSITION,
  NEXT,
  SESSION,
  TICKET,
  WORKSPACE,
} from './parameters.js';

const results = listOf(ref('CommandResult'), {
  description: 'One for each command. What was closed by this call before is among them, with `repeated`.',
});
const lookedAt = {
  ...position,
  description: 'How much of the log was looked at: what was opened after it is not closed.',
};

export const sessionSchemas: Readonly<Record<string, Schema>> = {
  ListedSession: shape<ListedSession>(
    {
      workspaceId: id(),
      grantId: id(),
      sessionId: id(),
      engineer: ref('Engineer'),
      at: instant(),
      sessionExpiresAt: instant(),
      position: ref('AnyPosition'),
    },
    { ticketId, cause: ref('SessionCause'), endedAt: instant('When it was over in fact.') },
  ),
  SessionPage: shape<SessionPage>({ sessions: listOf(ref('ListedSession')) }, NEXT),
  TokenRevocation: shape<Revoked>({ active: constant(false) }),
  TicketClosing: closed(
    shape<{ workspaceIds?: string[]; reason?: string }>(
      {},
      {
        workspaceIds: listOf(ref('Id'), {
          maxItems: MAX_WORKSPACES,
          description: 'Only these; where something names the ticket when absent.',
        }),
        reason,
      },
    ),
  ),
  TicketClosure: shape<TicketClosure>({ ticketId, results, position: lookedAt }),
  EngineerClosing: closed(shape<{ reason?: string }>({}, { reason })),
  EngineerClosure: shape<EngineerClosure>({ engineerId: ref('PersonId'), results, position: lookedAt }),
};

const { workspaceId, sessionId, grantId, erin, loginAt } = EXAMPLE;
const result = (type: string) => ({
  commandId: EXAMPLE.commandId,
  workspaceId,
  outcome: 'accepted',
  events: [{ id: EXAMPLE.eventId, type, revision: 4 }],
  position: '1046',
});
const tag = 'support access';
const REPEATED =
  'With an `Idempotency-Key` it can be sent again: nothing is closed twice, and what has come since is reached. ';
const FOR_LOG = ['LOG_DAMAGED', 'LOG_REPLACED', 'STORE_REFUSED'] as const;

export const sessionOperations: Operations = {
  'DELETE /v1/workspaces/{workspaceId}/support-sessions/{sessionId}': {
    operationId: 'endSession',
    tag,
    summary: 'End a support session at once',
    description:
      'An engineer ends their own, an owner any of their workspace, a vendor-admin any. Takes no body.',
    parameters: [WORKSPACE, SESSION, inQuery('reason', reason, 'Why.'), IDEMPOTENCY_KEY],
    answer: {
      status: 200,
      description: 'Ended.',
      content: json(ref('Accepted'), result('SupportSessionEnded')),
      headers: ['Idempotent-Replayed'],
    },
    problems: ['UNKNOWN_WORKSPACE', 'NO_LIVE_SESSION', 'NOT_SESSION_ENGINEER', 'COMMAND_ID_REUSED'],
  },
  'GET /v1/support-sessions': {
    operationId: 'listSessions',
    tag,
    summary: 'Support sessions of all workspaces, newest first',
    parameters: [
      inQuery('live', { type: 'boolean' }, 'Those that are live by now, or those that are over.'),
      inQuery('engineer', ref('PersonId'), 'Of this engineer.'),
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
      content: json(ref('SessionPage'), {
        sessions: [
          {
            workspaceId,
            grantId,
            sessionId,
            engineer: erin,
            at: loginAt,
            sessionExpiresAt: EXAMPLE.sessionExpiresAt,
            ticketId: EXAMPLE.ticketId,
            cause: 'signed-out',
            endedAt: '2026-11-22T09:44:00.000Z',
            position: '1044',
          },
        ],
        next: 'TWTsT0nZ',
      }),
      headers: ['ETag', 'Link'],
    },
    problems: ['POSITION_UNKNOWN', 'LOG_REPLACED'],
  },
  'POST /v1/sessions/revoke': {
    operationId: 'revokeSessionToken',
    tag: 'access check',
    summary: 'End the session of a session token (RFC 7009)',
    description:
      'The engineer signs out. A token that means nothing, or of a session that is over, is no error.',
    body: {
      required: true,
      content: {
        'application/x-www-form-urlencoded': {
          schema: ref('TokenQuestion'),
          example: { token: 'eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl' },
        },
      },
    },
    answer: {
      status: 200,
      description: 'The token is of no live session.',
      content: json(ref('TokenRevocation'), { active: false }),
    },
    problems: FOR_LOG,
  },
  'POST /v1/tickets/{ticketId}/closures': {
    operationId: 'closeTicket',
    tag,
    summary: 'Close a support case wherever it is open',
    description: `Ends the grants, sessions and requests that name it, workspace by workspace. ${REPEATED}A grant that is given later for the same ticket stands.`,
    parameters: [TICKET, IDEMPOTENCY_KEY],
    body: { required: false, content: json(ref('TicketClosing'), { reason: 'solved' }) },
    answer: {
      status: 200,
      description: 'What became of it in each workspace.',
      content: json(ref('TicketClosure'), {
        ticketId: EXAMPLE.ticketId,
        results: [result('SupportTicketClosed')],
        position: '1045',
      }),
    },
    problems: FOR_LOG,
  },
  'POST /v1/engineers/{engineerId}/closures': {
    operationId: 'closeEngineer',
    tag,
    summary: 'End all that an engineer has open',
    description: `Their live sessions, and their pending requests. ${REPEATED}The key has at most ${MAX_KEY_CHARACTERS} characters: each command's id is it, a dot, and the id of what is closed.`,
    parameters: [ENGINEER, IDEMPOTENCY_KEY],
    body: { required: false, content: json(ref('EngineerClosing'), { reason: 'left the team' }) },
    answer: {
      status: 200,
      description: 'What became of each session and request.',
      content: json(ref('EngineerClosure'), {
        engineerId: erin.id,
        results: [result('SupportSessionEnded')],
        position: '1045',
      }),
    },
    problems: FOR_LOG,
  },
};
