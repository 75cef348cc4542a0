import type { Schema } from '#contracts';
import { EXAMPLE, oneWordOf, ref, text } from '#contracts';
import { ID_EXPRESSION } from '#domain';

const parameter = (where: string, name: string, schema: Schema, description: string): Schema => ({
  name,
  in: where,
  ...(where === 'path' && { required: true }),
  description,
  schema,
});

export const inQuery = (name: string, schema: Schema, description: string): Schema =>
  parameter('query', name, schema, description);

export const header = (name: string, schema: Schema, description: string): Schema =>
  parameter('header', name, schema, description);

const shared = (name: string): Schema => ({ $ref: `#/components/parameters/${name}` });

export const WORKSPACE = shared('workspaceId');
export const REQUEST = shared('requestId');
export const SESSION = shared('sessionId');
export const TICKET = shared('ticketId');
export const ENGINEER = shared('engineerId');
export const IDEMPOTENCY_KEY = shared('idempotencyKey');
export const MIN_POSITION = shared('minPosition');
export const CONSISTENCY = shared('consistency');
export const IF_NONE_MATCH = shared('ifNoneMatch');
export const REQUEST_ID = shared('xRequestId');
export const LIMIT = shared('limit');
export const CURSOR = shared('cursor');

export const parameters: Readonly<Record<string, Schema>> = {
  workspaceId: {
    ...parameter('path', 'workspaceId', ref('Id'), 'The workspace.'),
    example: EXAMPLE.workspaceId,
  },
  requestId: { ...parameter('path', 'requestId', ref('Id'), 'The request.'), example: EXAMPLE.requestId },
  sessionId: { ...parameter('path', 'sessionId', ref('Id'), 'The session.'), example: EXAMPLE.sessionId },
  ticketId: { ...parameter('path', 'ticketId', ref('Id'), 'The support case.'), example: EXAMPLE.ticketId },
  engineerId: {
    ...parameter('path', 'engineerId', ref('PersonId'), 'The engineer.'),
    example: EXAMPLE.erin.id,
  },
  idempotencyKey: header(
    'Idempotency-Key',
    text('', { pattern: `^(?:"${ID_EXPRESSION}"|${ID_EXPRESSION})$` }),
    "The same request sent again with it has no second effect and gets its first answer, with `repeated`. The key of a person's call is that person's: `commandId` is made from it and from who calls. A service's becomes the command's id as it is. Bare or quoted; not beginning with `expire-`. Without it every request is a command of its own.",
  ),
  minPosition: header(
    'Min-Position',
    ref('AnyPosition'),
    'Answer from at least this position of the log: waits up to 5 s, then 503.',
  ),
  consistency: header(
    'X-Consistency',
    oneWordOf({ strong: '' }),
    'Decide from the log itself, whoever wrote it.',
  ),
  ifNoneMatch: header(
    'If-None-Match',
    text(),
    'The `ETag` of an answer that you have: 304 when it still holds.',
  ),
  xRequestId: header(
    'X-Request-Id',
    text(),
    'What to call this request, in 1 to 256 printable ASCII characters without blanks: it comes back in the answer, stands in the log of the service, and is the `correlationid` of what is recorded. One is made when it is absent or of another form.',
  ),
  limit: inQuery('limit', { type: 'integer', minimum: 1, maximum: 1_000, default: 50 }, 'How many at most.'),
  cursor: inQuery(
    'cursor',
    text('', { pattern: '^[A-Za-z0-9_-]{1,128}$' }),
    'The `next` of the page before, with the other parameters unchanged.',
  ),
};

const responseHeader = (description: string, example: string): Schema => ({
  description,
  schema: { type: 'string' },
  example,
});

export const headers: Readonly<Record<string, Schema>> = {
  ETag: responseHeader('What this answer is, for `If-None-Match`.', 'W/"n4bQgYhMfWWaL-qgxVrQFaO_Txs"'),
  'Idempotent-Replayed': responseHeader('`true` when this is the first answer again.', 'true'),
  Link: responseHeader(
    'The next page, when there is one (RFC 8288).',
    '</v1/grants?cursor=TWTsT0nZ>; rel="next"',
  ),
  Location: responseHeader(
    'Where it is: the current access, or the request.',
    `/v1/workspaces/${EXAMPLE.workspaceId}/support-access`,
  ),
  'Retry-After': responseHeader('Seconds.', '1'),
  'X-Request-Id': responseHeader(
    'What this request is called in the log of the service: as it was given, or made.',
    'b1946ac9-2492-4d23-8bb0-4e5d5c5a8a3e',
  ),
  'WWW-Authenticate': responseHeader('RFC 6750.', 'Bearer error="invalid_token"'),
};

/** These headers of an answer. */
export const headersNamed = (names: readonly string[]): Schema =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** Of a page of a list, beside its entries. */
export const NEXT = { next: text('The cursor of the next page; absent on the last.') };
