import type { Problem } from './types.js';

/** The service refused: what its problem document says (RFC 9457). */
export class ProblemError extends Error {
  /** For programs; it does not change. */
  readonly code: Problem['code'];
  readonly status: number;

  constructor(
    /** With what a rule's refusal tells besides: `commandId`, `position`, `grantId`, `expiresAt`. */
    readonly problem: Problem,
  ) {
    super(`${problem.code}: ${problem.detail}`);
    this.code = problem.code;
    this.status = problem.status;
  }
}

/** No answer came, however often it was sent; what it asked for may or may not have happened. */
export class ConnectionError extends Error {
  readonly code = 'CONNECTION_FAILED';
  constructor(
    /** How often it was sent. */
    readonly attempts: number,
    cause: unknown,
  ) {
    super(`no answer after ${attempts} attempts: ${String(cause)}`, { cause });
  }
}

/** Somebody else answered: a proxy, or a server that is not this service. */
export class UnexpectedAnswerError extends Error {
  readonly code = 'UNEXPECTED_ANSWER';
  constructor(
    readonly status: number,
    readonly contentType: string | null,
  ) {
    super(`an answer that is not the service's: ${status}, ${contentType ?? 'no content type'}`);
  }
}

export const isOfType = (response: Response, type: string): boolean =>
  response.headers.get('content-type')?.startsWith(type) === true;

/** An answer that is not the one asked for, as an error. */
export async function refusal(response: Response): Promise<ProblemError | UnexpectedAnswerError> {
  const text = await response.text();
  const problem = isOfType(response, 'application/problem+json') ? parsed(text) : undefined;
  if (problem !== undefined) return new ProblemError(problem);
  return new UnexpectedAnswerError(response.status, response.headers.get('content-type'));
}

function parsed(text: string): Problem | undefined {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return undefined;
  }
}
