import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { addressOf } from './origin.js';
import type { ProblemError } from './problem-error.js';

const SUBJECT = Symbol('SUBJECT');
type Noted = FastifyRequest & { [SUBJECT]?: string };

/** As long as the id of a person may be; a token may name anything. */
const MAX_SUBJECT = 255;

/** Called as soon as a token is believed, so that whatever refuses its bearer later is logged with the name. */
export const noteSubject = (request: FastifyRequest, subject: string): void => {
  (request as Noted)[SUBJECT] = subject;
};

/** Refusals for want of rights. A 404 is one where it may hide a workspace of somebody else. */
const isRefusal = ({ status, code }: ProblemError): boolean =>
  status === 401 || status === 403 || status === 429 || code === 'UNKNOWN_WORKSPACE';

/** One line for each refusal: who (when a token said so), what, from where and why. None of it is longer than 255 characters. */
export function logRefusal(logger: Logger, request: FastifyRequest, problem: ProblemError): void {
  if (!isRefusal(problem)) return;
  const subject = (request as Noted)[SUBJECT]?.slice(0, MAX_SUBJECT);
  // The route as it was registered: neither the path nor the query of a client.
  const route = `${request.method} ${request.routeOptions.url ?? ''}`;
  const { status, code } = problem;
  logger.warn({ security: { subject, route, address: addressOf(request), status, code } }, 'request refused');
}
