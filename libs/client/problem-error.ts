import type { Problem } from './types.js';

/** A refusal by the service, with its problem document (RFC 9457). */
export class ProblemError extends Error {
  /** For programs; it does not change. */
  readonly code: Problem['code'];
  readonly status: number;

  constructor(
    /** The whole document. A refusal by a rule also has `commandId`, `position`, `grantId` and `expiresAt`. */
    readonly problem: Problem,
  ) {
    super(`${problem.code}: ${problem.detail}`);
    this.code = problem.code;
    this.status = problem.status;
  }
}

/** No attempt got an answer. The request may or may not have had its effect. */
export class ConnectionError extends Error {
  readonly code = 'CONNECTION_FAILED';
  constructor(
    /** Number of attempts. */
    readonly attempts: number,
    cause: unknown,
  ) {
    super(`no answer after ${attempts} attempts: ${String(cause)}`, { cause });
  }
}

/** The answer is not this service's: it came from a proxy or another server. */
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

/** Makes an error of an unsuccessful answer. */
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
