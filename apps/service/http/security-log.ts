import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { addressOf } from './origin.js';
import type { ProblemError } from './problem-error.js';

const SUBJECT = Symbol('SUBJECT');
type Noted = FastifyRequest & { [SUBJECT]?: string };

/** The maximum length of a person's id; a token's subject may be longer and is cut. */
const MAX_SUBJECT = 255;

/** Called once a token is verified, so that a later refusal is logged with its subject. */
export const noteSubject = (request: FastifyRequest, subject: string): void => {
  (request as Noted)[SUBJECT] = subject;
};

/** Whether a problem is a refusal for lack of rights. A 404 that may hide a foreign workspace is one. */
const isRefusal = ({ status, code }: ProblemError): boolean =>
  status === 401 || status === 403 || status === 429 || code === 'UNKNOWN_WORKSPACE';

/** Logs one line per refusal: subject (if a token was verified), route, address and code. No field is longer than 255 characters. */
export function logRefusal(logger: Logger, request: FastifyRequest, problem: ProblemError): void {
  if (!isRefusal(problem) || problem.extras.isTold === true) return;
  const subject = (request as Noted)[SUBJECT]?.slice(0, MAX_SUBJECT);
  // The route as it was registered: neither the path nor the query of a client.
  const route = `${request.method} ${request.routeOptions.url ?? ''}`;
  const { status, code } = problem;
  const security = { subject, route, address: addressOf(request), status, code };
  logger.warn({ requestId: request.id, security }, 'request refused');
}
