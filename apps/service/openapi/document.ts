import type { UserRole } from '#auth';
import { isCounted } from '#auth';
import { version } from '#config';
import type { Schema } from '#contracts';
import { commandSchemas, resultSchemas, wireSchemas } from '#contracts';
import type { Row } from '../auth/authorization.js';
import { rowOf } from '../auth/authorization.js';
import { accessCheckOperations, accessCheckSchemas } from './access-check.js';
import { changeOperations, changeSchemas } from './changes.js';
import { commandOperations, workspaceSchemas } from './commands.js';
import { evidenceOperations, evidenceSchemas } from './evidence.js';
import { historyOperations, historySchemas } from './history.js';
import type { Operation } from './operation.js';
import { publicOperations, publicSchemas } from './public-calls.js';
import { headers, headersNamed, IDEMPOTENCY_KEY, parameters, REQUEST_ID, WORKSPACE } from './parameters.js';
import type { DocumentedCode } from './problems.js';
import { answersWith, problemResponses, problemSchemas } from './problems.js';
import { requestOperations, requestSchemas } from './requests.js';
import { sessionOperations, sessionSchemas } from './sessions.js';
import { supportAccessOperations } from './support-access.js';
import { supportAccessSchemas } from './support-access-schemas.js';

const OPERATIONS = {
  ...commandOperations,
  ...supportAccessOperations,
  ...requestOperations,
  ...sessionOperations,
  ...historyOperations,
  ...changeOperations,
  ...evidenceOperations,
  ...accessCheckOperations,
  ...publicOperations,
};

/** The OpenAPI 3.1 document. Who may call what, and what follows from it, is read from the table that the guard reads. */
export function openApiDocument(): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const [call, operation] of Object.entries(OPERATIONS)) {
    const [method = '', path = ''] = call.split(' ');
    const row = rowOf(method, path.replaceAll(/\{[^}]+\}/g, ':any'));
    if (row === undefined) throw new Error(`${call} has no row in the table of authorization`);
    (paths[path] ??= {})[method.toLowerCase()] = toOpenApi(operation, row);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Support Access',
      version: version(),
      description:
        'Temporary, revocable, audited support access to customer workspaces. Answers never hold `null`. In what you send, a member that is `null` is the same as one that is absent.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: ['commands', 'support access', 'history', 'evidence', 'access check', 'operations'].map((name) => ({
      name,
    })),
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'Its `roles` say what it may call. With `act` it acts for its subject, as an owner, and neither grants nor extends.',
        },
      },
      parameters,
      headers,
      responses: problemResponses,
      schemas: {
        ...wireSchemas,
        ...problemSchemas,
        ...commandSchemas,
        ...resultSchemas,
        ...workspaceSchemas,
        ...supportAccessSchemas,
        ...requestSchemas,
        ...sessionSchemas,
        ...historySchemas,
        ...changeSchemas,
        ...evidenceSchemas,
        ...accessCheckSchemas,
        ...publicSchemas,
      },
    },
  };
}

function toOpenApi(operation: Operation, row: Row): Schema {
  const { operationId, tag, summary, description, parameters: taken, body, answer, others } = operation;
  const roles = row.for === 'everybody' ? [] : Object.keys(row.for);
  const codes = refusals(operation, row);
  const audience = roles.length === 0 ? 'For everybody.' : `For: ${roles.join(', ')}.`;
  return {
    operationId,
    tags: [tag],
    summary,
    description: [description, audience, problemsNamed(codes)].filter((part) => part !== undefined).join(' '),
    security: row.for === 'everybody' ? [] : [{ bearer: [] }],
    ...(taken && { parameters: taken.includes(IDEMPOTENCY_KEY) ? [...taken, REQUEST_ID] : taken }),
    ...(body && { requestBody: body }),
    responses: {
      [answer.status]: {
        description: answer.description,
        headers: headersNamed([...(answer.headers ?? []), 'X-Request-Id']),
        content: answer.content,
      },
      ...(taken?.some((each) => String(each['$ref']).endsWith('/ifNoneMatch')) && {
        '304': { description: 'The answer that you have still holds.' },
      }),
      ...answersWith(codes),
      ...others,
    },
  };
}

/** As tests and people read it. */
const problemsNamed = (codes: readonly DocumentedCode[]): string =>
  `Problems: ${codes.map((code) => `\`${code}\``).join(', ')}.`;

function refusals({ problems = [], body, parameters: taken = [] }: Operation, row: Row): DocumentedCode[] {
  const isOpen = row.for === 'everybody';
  const roles = isOpen ? [] : (Object.keys(row.for) as UserRole[]);
  return [
    ...(isOpen && taken.length < 2 ? [] : (['MALFORMED'] as const)),
    ...(isOpen ? [] : (['UNAUTHENTICATED', 'FORBIDDEN', 'UNAVAILABLE'] as const)),
    ...(taken.includes(WORKSPACE) ? (['LOG_DAMAGED', 'LOG_REPLACED', 'STORE_REFUSED'] as const) : []),
    ...problems,
    ...(roles.some(isCounted) ? (['TOO_MANY_REQUESTS'] as const) : []),
    ...(body ? (['PAYLOAD_TOO_LARGE'] as const) : []),
    'UNSUPPORTED_MEDIA_TYPE',
    'INTERNAL',
  ];
}
