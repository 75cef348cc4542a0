import type { CommandResult, DenialDetail, FieldError } from '#contracts';
import { MAX_MESSAGE_BYTES } from '#contracts';

/** Codes of refusals by rules and by the HTTP edge. */
export type ProblemCode =
  | Extract<CommandResult, { outcome: 'denied' }>['code']
  | 'MALFORMED'
  | 'POSITION_UNKNOWN'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'TIER_REQUIRED'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'NOT_ACCEPTABLE'
  | 'TOO_MANY_REQUESTS'
  | 'UNAVAILABLE'
  | 'LOG_DAMAGED'
  | 'STORE_REFUSED'
  | 'LOG_REPLACED'
  | 'INTERNAL'
  | 'REFUSED';

/** Further members of the document (RFC 9457, 3.2): the facts of a refusal by a rule. */
export type RefusalMembers = DenialDetail & { commandId?: string; position?: string; repeated?: true };

/** An error with its HTTP status and code. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly code: ProblemCode,
    readonly detail: string,
    readonly extras: {
      errors?: readonly FieldError[];
      headers?: Readonly<Record<string, string>>;
      members?: RefusalMembers;
      /** Operators know of it by other means: no line of the log is about this request. */
      isTold?: boolean;
    } = {},
  ) {
    super(detail);
  }
}

/** 400, naming each field that is wrong. */
export const malformed = (
  errors: readonly FieldError[],
  detail = errors.map(({ field, message }) => `${field} ${message}`).join('; '),
): ProblemError => new ProblemError(400, 'MALFORMED', detail, { errors });

export const payloadTooLarge = (): ProblemError =>
  new ProblemError(413, 'PAYLOAD_TOO_LARGE', `the body is larger than ${MAX_MESSAGE_BYTES} bytes`);

/** The same answer for an unknown workspace and for one that the caller may not know of. */
export const unknownWorkspace = (): ProblemError =>
  new ProblemError(404, 'UNKNOWN_WORKSPACE', 'there is no such workspace');

/** 503: the same request may be sent again. */
export const unavailable = (
  detail: string,
  retryAfterSeconds = 1,
  extras: Pick<ProblemError['extras'], 'isTold'> = {},
): ProblemError =>
  new ProblemError(503, 'UNAVAILABLE', detail, {
    headers: { 'Retry-After': String(retryAfterSeconds) },
    ...extras,
  });

/**
 * 503 for a workspace whose log is damaged. Without `Retry-After`, because no retry helps before an operator has restored the log.
 */
export const logDamaged = (revision: number, what: string): ProblemError =>
  new ProblemError(
    503,
    'LOG_DAMAGED',
    `the log of this workspace is damaged from revision ${revision} on: ${what}`,
  );

/** 503 without `Retry-After`: the log's server rejects the request, and an operator has to act. */
export const storeRefused = (): ProblemError =>
  new ProblemError(
    503,
    'STORE_REFUSED',
    'the event store refuses this for good; its reason is in the log of the service',
  );

/** 503 for every workspace: the log was replaced. Without `Retry-After`, as for {@link logDamaged}. */
export const logReplaced = (): ProblemError =>
  new ProblemError(
    503,
    'LOG_REPLACED',
    'the log is not the one that was read before: nothing is recorded until an operator has looked at it',
  );
