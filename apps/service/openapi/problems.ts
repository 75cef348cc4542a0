import { STATUS_CODES } from 'node:http';
import type { ResultCode, Schema } from '#contracts';
import { commandId, denialDetail, DENIALS, listOf, position, ref, repeated, shape, text } from '#contracts';
import type { Problem } from '../http/problem-of.js';
import type { ProblemCode } from '../http/problem-error.js';
import { ProblemError } from '../http/problem-error.js';
import { problemOf } from '../http/problem-of.js';
import { headersNamed } from './parameters.js';

const denied = (code: ResultCode): { status: number; when: string } => {
  const { status, means, says = means } = DENIALS[code];
  return { status, when: says };
};

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
  FORCED_SSO: denied('FORCED_SSO'),
  ACCESS_EXPIRED: denied('ACCESS_EXPIRED'),
  TIER_REQUIRED: { status: 403, when: "the workspace's plan does not have the audit trail" },
  IMPERSONATED: denied('IMPERSONATED'),
  NOT_REQUESTER: denied('NOT_REQUESTER'),
  NOT_SESSION_ENGINEER: denied('NOT_SESSION_ENGINEER'),
  UNKNOWN_WORKSPACE: {
    status: 404,
    when: 'there is no such workspace, or it is not the caller’s: the two are answered alike',
  },
  NOT_FOUND: { status: 404, when: 'there is nothing at this path' },
  METHOD_NOT_ALLOWED: { status: 405, when: 'the path takes other methods: `Allow` names them' },
  NOT_ACCEPTABLE: { status: 406, when: '`Accept` names none of the media types of this call' },
  ALREADY_GRANTED: denied('ALREADY_GRANTED'),
  NO_ACTIVE_GRANT: denied('NO_ACTIVE_GRANT'),
  ALREADY_REQUESTED: denied('ALREADY_REQUESTED'),
  REQUEST_LIMIT: denied('REQUEST_LIMIT'),
  REQUEST_NOT_PENDING: denied('REQUEST_NOT_PENDING'),
  EXTENSION_LIMIT: denied('EXTENSION_LIMIT'),
  CONSECUTIVE_LIMIT: denied('CONSECUTIVE_LIMIT'),
  SESSION_LIMIT: denied('SESSION_LIMIT'),
  NO_LIVE_SESSION: denied('NO_LIVE_SESSION'),
  COMMAND_ID_REUSED: denied('COMMAND_ID_REUSED'),
  PAYLOAD_TOO_LARGE: { status: 413, when: 'the body is larger than 64 KiB' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, when: 'this `Content-Type` or `Content-Encoding` is not taken' },
  TICKET_REQUIRED: denied('TICKET_REQUIRED'),
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
  CLOCK_BEHIND: denied('CLOCK_BEHIND'),
};

export type DocumentedCode = keyof typeof PROBLEMS;

export const problemSchemas = {
  Problem: {
    ...shape<Problem>(
      {
        type: text('`urn:support-access:problem:` and the code in lower case.', { format: 'uri' }),
        title: text('The name of the status.'),
        status: { type: 'integer' },
        detail: text('For people; may change.'),
        code: { type: 'string', enum: Object.keys(PROBLEMS), description: 'For programs; does not change.' },
      },
      {
        errors: listOf(ref('FieldError')),
        commandId,
        position,
        ...denialDetail,
        repeated,
      },
    ),
    description:
      "RFC 9457. `errors` comes with MALFORMED; a rule's refusal carries `commandId` and `position`, the ids and times of " +
      'what it is about, and `repeated` when it was given before.',
  },
};

/** Refused before a call is reached: every call answers them under `default`. */
const BEFORE_ANY_CALL: readonly DocumentedCode[] = ['METHOD_NOT_ALLOWED', 'REFUSED'];

const HEADERS: Readonly<Record<number, string>> = {
  401: 'WWW-Authenticate',
  429: 'Retry-After',
  503: 'Retry-After',
};

const nameOf = (status: number): string => STATUS_CODES[status]!.replaceAll(/\W/g, '');
const response = (name: string): Schema => ({ $ref: `#/components/responses/${name}` });

const CODES_OF_CALLS = (Object.keys(PROBLEMS) as DocumentedCode[]).filter(
  (code) => !BEFORE_ANY_CALL.includes(code),
);

/** One response for each status, with all codes that any call answers with it. */
export const problemResponses: Readonly<Record<string, Schema>> = Object.fromEntries([
  ...[...new Set(CODES_OF_CALLS.map((code) => PROBLEMS[code].status))].map((status) => [
    nameOf(status),
    problemResponse(
      CODES_OF_CALLS.filter((code) => PROBLEMS[code].status === status),
      HEADERS[status],
    ),
  ]),
  ['Refused', problemResponse(BEFORE_ANY_CALL)],
]);

function problemResponse(codes: readonly DocumentedCode[], header?: string): Schema {
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].when}`).join('; '),
    headers: headersNamed([...(header === undefined ? [] : [header]), 'X-Request-Id']),
    content: {
      'application/problem+json': {
        schema: ref('Problem'),
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
      },
    },
  };
}

/** The problem answers of a call, by status; `default` is whatever is refused before the call is reached. */
export const answersWith = (codes: readonly DocumentedCode[]): Record<string, Schema> => ({
  ...Object.fromEntries(
    codes.map((code) => [PROBLEMS[code].status, response(nameOf(PROBLEMS[code].status))]),
  ),
  default: response('Refused'),
});

function exampleOf(code: DocumentedCode): Problem {
  const { status, when } = PROBLEMS[code];
  const errors = [{ field: 'durationMinutes', message: 'must be a whole number of minutes from 1 to 10080' }];
  const isMalformed = code === 'MALFORMED';
  return problemOf(new ProblemError(status, code, when.replaceAll('`', ''), isMalformed ? { errors } : {}));
}
