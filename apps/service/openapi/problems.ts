import { STATUS_CODES } from 'node:http';
import type { FieldError } from '#commands';
import { DENIALS } from '../api/denial-problem.js';
import type { ProblemCode } from '../http/problem-error.js';
import type { Problem } from '../http/problem-of.js';
import { ProblemError } from '../http/problem-error.js';
import { problemOf } from '../http/problem-of.js';
import type { Schema } from './schema.js';
import { listOf, ref, shape, text } from './schema.js';

/** Every code that a problem can carry, its status and when it comes. An owner's refusal is hidden as UNKNOWN_WORKSPACE. */
export const PROBLEMS: Readonly<
  Record<Exclude<ProblemCode, 'NOT_WORKSPACE_OWNER'>, { status: number; when: string }>
> = {
  MALFORMED: { status: 400, when: 'the request cannot be read; `errors` names every field that is wrong' },
  POSITION_UNKNOWN: {
    status: 400,
    when:
      'this log has no event at that position, or the cursor is of another store: the log was restored, or moved. Begin from ' +
      'the start; what comes again is known by its id',
  },
  UNAUTHENTICATED: { status: 401, when: 'no bearer token, or one that is not believed' },
  FORBIDDEN: { status: 403, when: "the token's roles do not have this call" },
  FORCED_SSO: {
    status: DENIALS.FORCED_SSO.status,
    when: 'a workspace that forces single sign-on cannot grant support access',
  },
  ACCESS_EXPIRED: { status: DENIALS.ACCESS_EXPIRED.status, when: 'the grant has expired' },
  TIER_REQUIRED: { status: 403, when: "the workspace's plan does not have the audit trail" },
  IMPERSONATED: {
    status: DENIALS.IMPERSONATED.status,
    when: 'support access cannot be granted through a support session',
  },
  UNKNOWN_WORKSPACE: {
    status: 404,
    when: 'there is no such workspace, or it is not the caller’s: the two are answered alike',
  },
  NOT_FOUND: { status: 404, when: 'there is nothing at this path' },
  METHOD_NOT_ALLOWED: { status: 405, when: 'the path takes other methods: `Allow` names them' },
  NOT_ACCEPTABLE: { status: 406, when: '`Accept` names none of the media types of this call' },
  ALREADY_GRANTED: {
    status: DENIALS.ALREADY_GRANTED.status,
    when: 'there is an active grant; `grantId` and `expiresAt` tell of it',
  },
  NO_ACTIVE_GRANT: { status: DENIALS.NO_ACTIVE_GRANT.status, when: 'there is no such active grant' },
  COMMAND_ID_REUSED: {
    status: DENIALS.COMMAND_ID_REUSED.status,
    when: 'this `Idempotency-Key` belongs to a request with other content',
  },
  PAYLOAD_TOO_LARGE: { status: 413, when: 'the body is larger than 64 KiB' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, when: 'this `Content-Type` or `Content-Encoding` is not taken' },
  TICKET_REQUIRED: {
    status: DENIALS.TICKET_REQUIRED.status,
    when: "a login must carry the grant's ticket, or any when it names none",
  },
  TOO_MANY_REQUESTS: { status: 429, when: 'try again after `Retry-After` seconds' },
  REFUSED: {
    status: 431,
    when: 'what HTTP itself refuses: 408 too slow, 414 too long a path, 431 large headers',
  },
  INTERNAL: { status: 500, when: 'something went wrong here; it has been logged' },
  UNAVAILABLE: {
    status: 503,
    when: 'a part is away or behind; nothing is lost, send again after `Retry-After`',
  },
  LOG_DAMAGED: {
    status: 503,
    when:
      'the log of this workspace was found to be damaged: access is denied and nothing is recorded until an operator has ' +
      'restored it, so there is no `Retry-After`; other workspaces go on',
  },
  STORE_REFUSED: {
    status: 503,
    when:
      'the server that holds the log refuses this for good, such as for want of rights or for its size; nothing is recorded, and ' +
      'an operator has to act, so there is no `Retry-After`',
  },
  LOG_REPLACED: {
    status: 503,
    when:
      'the log does not hold what was read from it before (a server restored from an older copy): nothing is recorded for ' +
      'any workspace until an operator has looked at it, so there is no `Retry-After`',
  },
  CLOCK_BEHIND: {
    status: DENIALS.CLOCK_BEHIND.status,
    when: "this server's clock is behind what is recorded: send with a new key",
  },
};

export type DocumentedCode = keyof typeof PROBLEMS;

type Fixed = Pick<Problem, 'type' | 'title' | 'status' | 'detail' | 'code' | 'errors'>;

export const problemSchemas = {
  FieldError: shape<FieldError>({
    field: text('A path such as `data.actor.id`, a parameter or a header; empty for the request as a whole.'),
    message: text(''),
  }),
  Problem: {
    ...shape<{ [K in keyof Fixed]: Fixed[K] }>(
      {
        type: text('`urn:support-access:problem:` and the code in lower case.', { format: 'uri' }),
        title: text('The name of the status.'),
        status: { type: 'integer' },
        detail: text('For people; may change.'),
        code: { type: 'string', enum: Object.keys(PROBLEMS), description: 'For programs; does not change.' },
      },
      { errors: listOf(ref('FieldError')) },
    ),
    description:
      "RFC 9457. A rule's refusal carries `commandId`, `position`, `grantId` and `expiresAt` besides, and `repeated` when it was given before.",
  },
};

/** Problem answers by their statuses. */
export function problemResponses(codes: Iterable<ProblemCode>): Record<string, Schema> {
  const byStatus = new Map<number, DocumentedCode[]>();
  for (const code of new Set(codes)) {
    if (code === 'NOT_WORKSPACE_OWNER') continue;
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const sorted = [...byStatus].sort(([a], [b]) => a - b);
  return Object.fromEntries(sorted.map(([status, each]) => [String(status), problemResponse(status, each)]));
}

const HEADERS: Readonly<Record<number, string>> = {
  401: 'WWW-Authenticate',
  429: 'Retry-After',
  503: 'Retry-After',
};

function problemResponse(status: number, codes: readonly DocumentedCode[]): Schema {
  const header = HEADERS[status];
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].when}`).join('; '),
    ...(header && { headers: { [header]: { $ref: `#/components/headers/${header}` } } }),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [ref('Problem')],
          properties: { status: { const: status }, code: { enum: codes } },
        },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
      },
    },
  };
}

/** Anything that a client did not ask for. */
export const OTHER_PROBLEM: Schema = {
  description: `Anything else that is refused before it reaches a call: ${STATUS_CODES[405]}, ${STATUS_CODES[408]}, and their like.`,
  content: { 'application/problem+json': { schema: ref('Problem') } },
};

function exampleOf(code: DocumentedCode): Problem {
  const { status, when } = PROBLEMS[code];
  const errors = [{ field: 'durationMinutes', message: 'must be a whole number of minutes from 1 to 10080' }];
  const isMalformed = code === 'MALFORMED';
  return problemOf(new ProblemError(status, code, when.replaceAll('`', ''), isMalformed ? { errors } : {}));
}
