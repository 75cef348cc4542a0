import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { DoorBusyError, MalformedCommandError } from '#commands';
import { DiskFullError, LogReplacedError, StoreRefusedError, StoreUnavailableError } from '#event-store';
import { LogDamagedError } from '#evidence';
import { ReadModelUnavailableError } from '#derived';
import { InvalidCursorError } from '#read-models';
import type { ProblemCode, RefusalMembers } from './problem-error.js';
import {
  logDamaged,
  logReplaced,
  malformed,
  payloadTooLarge,
  ProblemError,
  storeRefused,
  unavailable,
} from './problem-error.js';

/** A problem document (RFC 9457), with a `code` for programs. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  errors?: ProblemError['extras']['errors'];
} & RefusalMembers;

const CODES: Readonly<Record<number, ProblemCode>> = {
  400: 'MALFORMED',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  406: 'NOT_ACCEPTABLE',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  503: 'UNAVAILABLE',
};

/** The one place where errors become HTTP statuses. @returns undefined for an unexpected error */
export function problemErrorOf(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  if (error instanceof MalformedCommandError) return malformed(error.errors, error.message);
  if (error instanceof DoorBusyError) return unavailable(error.message);
  if (error instanceof LogDamagedError) return logDamaged(error.revision, error.what);
  if (error instanceof LogReplacedError) return logReplaced();
  if (error instanceof DiskFullError) return unavailable(error.message, 10);
  if (error instanceof StoreRefusedError) return storeRefused();
  if (error instanceof StoreUnavailableError) return unavailable('the event store is unavailable', 2);
  if (error instanceof ReadModelUnavailableError) return unavailable('the read models are unavailable', 2);
  if (error instanceof InvalidCursorError)
    return malformed([{ field: 'cursor', message: 'is not one that an earlier page gave' }]);
  const status = statusOf(error);
  if (status === 413) return payloadTooLarge();
  // The framework's refusals: their messages name the limit or the media type, and none of the content.
  if (status !== undefined && status >= 400 && status < 500)
    return new ProblemError(status, CODES[status] ?? 'REFUSED', (error as Error).message);
  return undefined;
}

export function problemOf({ status, code, detail, extras }: ProblemError): Problem {
  return {
    type: `urn:support-access:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    code,
    ...(extras.errors && { errors: extras.errors }),
    ...extras.members,
  };
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return error instanceof Error && typeof statusCode === 'number' ? statusCode : undefined;
}
