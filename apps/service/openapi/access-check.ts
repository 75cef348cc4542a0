import type { Flat, Schema } from '#contracts';
import { constant, EXAMPLE, id, instant, listOf, oneWordOf, position, ref, shape, text } from '#contracts';
import type { Decision, DecisionContext, Decisions } from '../api/access/evaluations.js';
import type { EvaluationsSemantic } from '../api/access/evaluation-request.js';
import { MAX_EVALUATIONS } from '../api/access/evaluation-request.js';
import type { SessionClaims } from '../api/sessions/session-tokens.js';
import type { Operations } from './operation.js';
import { json } from './operation.js';
import { CONSISTENCY, MIN_POSITION } from './parameters.js';

const named = (type: string): Schema => ({
  type: 'object',
  required: ['type', 'id'],
  properties: {
    type: text(`\`${type}\`; anything else is \`UNSUPPORTED\`.`, { minLength: 1, examples: [type] }),
    id: text('', { minLength: 1 }),
  },
});
const parts = { subject: ref('Subject'), action: ref('Action'), resource: ref('Resource') };
const decided = { decision: { type: 'boolean' }, context: ref('DecisionContext') };
const seconds = { type: 'integer', format: 'int64', description: 'Seconds since 1970.' };

export const accessCheckSchemas: Readonly<Record<string, Schema>> = {
  Subject: named('engineer'),
  Action: shape<{ name: string }>({
    name: text(
      '`login`: may they enter; `access`: have they a live session; `request`: may they ask for access; else `UNSUPPORTED`.',
      {
        minLength: 1,
      },
    ),
  }),
  Resource: named('workspace'),
  Evaluation: {
    type: 'object',
    required: Object.keys(parts),
    properties: parts,
    description: 'Other members, such as `context`, are passed over.',
  },
  EvaluationBatch: {
    type: 'object',
    description: 'What stands beside the list is the default of its members. Without a list, one evaluation.',
    properties: {
      ...parts,
      evaluations: listOf(ref('EvaluationPart'), { maxItems: MAX_EVALUATIONS }),
      options: ref('EvaluationOptions'),
    },
  },
  EvaluationPart: { type: 'object', properties: parts },
  EvaluationOptions: {
    type: 'object',
    properties: {
      evaluations_semantic: {
        ...oneWordOf<EvaluationsSemantic>({
          execute_all: 'all are decided',
          deny_on_first_deny: 'the first denial is the last that is decided',
          permit_on_first_permit: 'the first permission is the last that is decided',
        }),
        default: 'execute_all',
      },
    },
  },
  Decision: shape<Decision>(decided),
  DecisionContext: shape<DecisionContext>(
    {
      reason: oneWordOf<DecisionContext['reason']>({
        ACTIVE_GRANT: '',
        LIVE_SESSION: '',
        MAY_REQUEST: '',
        UNKNOWN_WORKSPACE: '',
        NO_ACTIVE_GRANT: '',
        ACCESS_EXPIRED: '',
        NO_LIVE_SESSION: '',
        FORCED_SSO: '',
        ALREADY_GRANTED: '',
        ALREADY_REQUESTED: 'this engineer waits for an answer: `requestId`',
        REQUEST_LIMIT: 'too many are pending, or were made within a day: `retryAt`',
        LOG_DAMAGED: 'the log of this workspace is not what was recorded',
        LOG_REPLACED: 'the log is not the one that was read before: nobody is let in',
        UNSUPPORTED: 'not a question about engineers and workspaces',
      }),
      position,
    },
    {
      grantId: id(),
      expiresAt: instant(),
      sessionId: id(),
      requestId: id('The pending request of this engineer, of a `login` that is denied, too.'),
      retryAt: instant('When a request is taken again.'),
      error: ref('DecisionError'),
    },
  ),
  DecisionError: shape<NonNullable<DecisionContext['error']>>({ status: constant(400), message: text() }),
  Decisions: {
    ...shape<Flat<Decisions | Decision>>({}, { evaluations: listOf(ref('Decision')), ...decided }),
    description:
      '`evaluations`, one for each question; of a request without a list `decision` and `context`.',
  },
  Introspection: {
    ...shape<Flat<{ active: false } | ({ active: true } & SessionClaims)>>(
      { active: { type: 'boolean' } },
      {
        iss: text(),
        aud: text(),
        sub: id('The owner who gave the grant.'),
        act: ref('ActingEngineer'),
        workspace: id(),
        grant: id(),
        sid: id(),
        jti: id(),
        iat: seconds,
        exp: seconds,
      },
    ),
    description: 'All of it when the token is active; `active` alone when it is not.',
  },
  ActingEngineer: shape<SessionClaims['act']>({
    sub: id('The engineer, who acts for the owner (RFC 8693).'),
  }),
  TokenQuestion: {
    type: 'object',
    required: ['token'],
    properties: { token: text('', { minLength: 1 }), token_type_hint: text('Passed over.') },
  },
};

const { grantId, expiresAt, workspaceId, sessionId } = EXAMPLE;
const question = {
  subject: { type: 'engineer', id: 'erin' },
  action: { name: 'login' },
  resource: { type: 'workspace', id: workspaceId },
};
const decision = {
  decision: true,
  context: { reason: 'ACTIVE_GRANT', grantId, expiresAt, position: '1043' },
};
const parameters = [MIN_POSITION, CONSISTENCY];

export const accessCheckOperations: Operations = {
  'POST /access/v1/evaluation': {
    operationId: 'evaluate',
    tag: 'access check',
    summary: 'May this engineer enter, or go on? (AuthZEN 1.0)',
    parameters,
    body: { required: true, content: json(ref('Evaluation'), question) },
    answer: { status: 200, description: 'The decision.', content: json(ref('Decision'), decision) },
  },
  'POST /access/v1/evaluations': {
    operationId: 'evaluateMany',
    tag: 'access check',
    summary: 'Several such questions (AuthZEN 1.0)',
    parameters,
    body: {
      required: true,
      content: json(ref('EvaluationBatch'), {
        ...question,
        evaluations: [{}, { action: { name: 'access' } }],
      }),
    },
    answer: {
      status: 200,
      description: 'The decisions, in the order of the questions.',
      content: json(ref('Decisions'), {
        evaluations: [
          decision,
          { decision: false, context: { reason: 'NO_LIVE_SESSION', grantId, expiresAt, position: '1043' } },
        ],
      }),
    },
  },
  'POST /v1/sessions/introspect': {
    operationId: 'introspect',
    tag: 'access check',
    summary: 'Is this session token live? (RFC 7662)',
    description: 'A token that means nothing is not active, and no error. The claims are those of the token.',
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
      description: 'False from the moment the session or its grant ends.',
      content: json(ref('Introspection'), {
        active: true,
        iss: 'https://support-access.example.com',
        aud: 'support-sessions',
        sub: 'olivia',
        act: { sub: 'erin' },
        workspace: workspaceId,
        grant: grantId,
        sid: sessionId,
        jti: sessionId,
        iat: 1_795_339_924,
        exp: 1_795_343_524,
      }),
    },
  },
};
