import { EXAMPLE, id, reason, ref } from '#contracts';
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

const { workspaceId, grantId, sessionId, olivia, erin, grantedAt, expiresAt, loginAt } = EXAMPLE;
const told = { ticketId: EXAMPLE.ticketId, reason: EXAMPLE.reason };
export const GRANT = {
  commandId: EXAMPLE.commandId,
  workspaceId,
  grantId,
  grantedBy: olivia,
  grantedAt,
  expiresAt,
  ...told,
  extensions: 0,
  latestExpiresAt: '2026-11-29T09:30:00.000Z',
  position: '1043',
};
const EXTENSION = {
  commandId: EXAMPLE.commandId,
  workspaceId,
  grantId,
  extension: 1,
  extendedBy: olivia,
  at: '2026-11-22T09:31:00.000Z',
  previousExpiresAt: expiresAt,
  expiresAt: EXAMPLE.extendedTo,
  position: '1044',
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
      content: json(ref('Grant'), GRANT),
      headers: ['Location', 'Idempotent-Replayed'],
    },
    problems: [
      'UNKNOWN_WORKSPACE',
      'FORCED_SSO',
      'ALREADY_GRANTED',
      'CONSECUTIVE_LIMIT',
      'TICKET_REQUIRED',
      'IMPERSONATED',
      'COMMAND_ID_REUSED',
      'CLOCK_BEHIND',
    ],
  },
  'POST /v1/workspaces/{workspaceId}/support-access/extensions': {
    operationId: 'extendSupportAccess',
    tag: 'support access',
    summary: 'Extend support access',
    description: 'A grant lasts seven days at most, extensions included.',
    parameters: [WORKSPACE, IDEMPOTENCY_KEY],
    body: {
      required: true,
      content: json(ref('ExtensionTerms'), { grantId: EXAMPLE.grantId, additionalMinutes: 60 }),
    },
    answer: {
      status: 201,
      description: 'The extension.',
      content: json(ref('Extension'), EXTENSION),
      headers: ['Idempotent-Replayed'],
    },
    problems: [
      'UNKNOWN_WORKSPACE',
      'NO_ACTIVE_GRANT',
      'EXTENSION_LIMIT',
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
      'SESSION_LIMIT',
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
        grant: GRANT,
        sessions: [live],
        requests: [],
        workspace: { name: 'Acme', tier: 'business', forcedSso: false },
        refusals: { grant: 'ALREADY_GRANTED' },
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
      inQuery('status', ref('GrantStatus'), 'By now.'),
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
            ...GRANT,
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
