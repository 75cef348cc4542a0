import type { Schema } from '#contracts';
import { constant, listOf, oneWordOf, ref, shape, text } from '#contracts';
import type { AuthzenConfiguration } from '../api/access/authzen.controller.js';
import type { IssuerConfiguration } from '../api/sessions/sessions.controller.js';
import type { Content, Operation, Operations } from './operation.js';
import { json } from './operation.js';
import { IF_NONE_MATCH } from './parameters.js';

const uri = text('', { format: 'uri' });

export const publicSchemas: Readonly<Record<string, Schema>> = {
  Health: shape<{ status: string; degraded: string[]; components: object }>({
    status: oneWordOf({ ready: '', 'not ready': '' }),
    degraded: {
      ...listOf(text()),
      description: 'Components that are down without which this process is ready all the same.',
    },
    components: { type: 'object', additionalProperties: ref('ComponentHealth') },
  }),
  ComponentHealth: shape<{ status: 'up' | 'down'; standby?: boolean; reason?: string }>(
    { status: oneWordOf<'up' | 'down'>({ up: '', down: '' }) },
    {
      standby: {
        type: 'boolean',
        description: 'Another process does this, and this one takes over when that one ends.',
      },
      reason: text(),
    },
  ),
  Liveness: shape<{ status: 'live' }>({ status: constant('live') }),
  IssuerConfiguration: shape<IssuerConfiguration>({
    issuer: uri,
    jwks_uri: uri,
    introspection_endpoint: uri,
    revocation_endpoint: uri,
    id_token_signing_alg_values_supported: listOf(text()),
    subject_types_supported: listOf(text()),
    response_types_supported: listOf(text()),
  }),
  KeySet: {
    type: 'object',
    required: ['keys'],
    properties: {
      keys: listOf(ref('Key')),
    },
    description: 'RFC 7517.',
  },
  Key: {
    type: 'object',
    required: ['kty'],
    properties: { kty: text(), kid: text() },
    additionalProperties: true,
    description: 'With the parameters of its type.',
  },
  AuthzenConfiguration: shape<AuthzenConfiguration>({
    policy_decision_point: uri,
    access_evaluation_endpoint: uri,
    access_evaluations_endpoint: uri,
  }),
  OpenApiDocument: {
    type: 'object',
    required: ['openapi'],
    properties: { openapi: text('The version of OpenAPI.') },
    additionalProperties: true,
  },
};

const plain = (type: string, example: string): Record<string, Content> => ({
  [type]: { schema: { type: 'string' }, example },
});
const notReady = {
  status: 'not ready',
  degraded: [],
  components: { 'event store': { status: 'down', reason: 'database or disk is full' } },
};

const open = (
  operationId: string,
  summary: string,
  content: Record<string, Content>,
  more: Partial<Operation> = {},
): Operation => ({
  operationId,
  tag: 'operations',
  summary,
  answer: { status: 200, description: 'OK.', content },
  ...more,
});

const tagged = { parameters: [IF_NONE_MATCH] };
const base = 'https://support-access.example.com';

export const publicOperations: Operations = {
  'GET /.well-known/jwks.json': open(
    'readSessionKeys',
    'The keys that sign session tokens',
    json(ref('KeySet'), {
      keys: [
        {
          kty: 'EC',
          kid: 'cW9k',
          crv: 'P-256',
          x: '11qYAYKxCrfVS_7TyWQHOg',
          y: 'MKBCTNIcKUSDii',
          alg: 'ES256',
        },
      ],
    }),
    tagged,
  ),
  'GET /.well-known/openid-configuration': open(
    'readIssuerConfiguration',
    'What resource servers find of the issuer of session tokens',
    json(ref('IssuerConfiguration'), {
      issuer: base,
      jwks_uri: `${base}/.well-known/jwks.json`,
      introspection_endpoint: `${base}/v1/sessions/introspect`,
      revocation_endpoint: `${base}/v1/sessions/revoke`,
      id_token_signing_alg_values_supported: ['ES256'],
      subject_types_supported: ['public'],
      response_types_supported: [],
    }),
    {
      description:
        'OpenID Connect Discovery 1.0, without anything to sign in with. Algorithms: those of all its keys.',
      ...tagged,
    },
  ),
  'GET /.well-known/authzen-configuration': open(
    'readAuthzenConfiguration',
    'Where the access check is (AuthZEN 1.0)',
    json(ref('AuthzenConfiguration'), {
      policy_decision_point: base,
      access_evaluation_endpoint: `${base}/access/v1/evaluation`,
      access_evaluations_endpoint: `${base}/access/v1/evaluations`,
    }),
    tagged,
  ),
  'GET /openapi.json': open(
    'readOpenApi',
    'This document',
    json(ref('OpenApiDocument'), { openapi: '3.1.0' }),
    tagged,
  ),
  'GET /docs': open('readDocs', 'This document as a page', plain('text/html', '<!doctype html>'), tagged),
  'GET /docs/{file}': open(
    'readDocsFile',
    'What the page is made of',
    { ...plain('text/css', ''), ...plain('text/javascript', ''), ...plain('image/png', '') },
    {
      parameters: [
        { name: 'file', in: 'path', required: true, schema: text(), example: 'swagger-ui.css' },
        IF_NONE_MATCH,
      ],
      problems: ['NOT_FOUND'],
    },
  ),
  'GET /health/live': open('readLiveness', 'The process runs', json(ref('Liveness'), { status: 'live' })),
  'GET /health/ready': open(
    'readReadiness',
    'Whether to send work here',
    json(ref('Health'), { status: 'ready', degraded: [], components: { 'event store': { status: 'up' } } }),
    {
      description:
        'A process with the role `api` is ready when it takes commands; what else is down is in `degraded`. Any other is ready ' +
        'when all of its components are up.',
      others: {
        '503': {
          description: 'Not now; the reasons.',
          content: { 'application/json': { schema: ref('Health'), example: notReady } },
        },
      },
    },
  ),
  'GET /metrics': open(
    'readMetrics',
    'For Prometheus',
    plain('text/plain', 'support_access_workspace_misses_total{reason="unknown"} 0\n'),
    {
      description:
        'With `METRICS_TOKEN` as the bearer. Where that is not set, open on loopback and nowhere else.',
      ...tagged,
      problems: ['UNAUTHENTICATED'],
    },
  ),
};
