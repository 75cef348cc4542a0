import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { StoreRefusedError } from '#event-store';
import type { RouteTable } from './route-table.js';
import { ProblemError } from './problem-error.js';
import { problemErrorOf, problemOf } from './problem-of.js';
import { logRefusal } from './security-log.js';

/** Answers every error, ours and the framework's, as `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly routes: RouteTable,
    private readonly logger: Logger,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    answerError(this.logger, request.is404 ? this.routeless(request) : error, request, reply);
  }

  /** Fastify has no 405: for a path with other methods, names them. */
  private routeless(request: FastifyRequest): ProblemError {
    const path = request.url.split('?', 1)[0]!;
    const allowed = this.routes.methodsOf(path);
    if (allowed.length === 0) return new ProblemError(404, 'NOT_FOUND', 'there is nothing at this path');
    const headers = { Allow: allowed.join(', ') };
    const detail = `this path takes ${allowed.join(', ')}`;
    return new ProblemError(405, 'METHOD_NOT_ALLOWED', detail, { headers });
  }
}

/** Answers an error as a problem document, and logs what operators should know of it. */
export function answerError(
  logger: Logger,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  // The headers are sent already, so only closing the connection can signal the error; an answer that is whole needs no signal.
  if (reply.sent || reply.raw.headersSent) return void (reply.raw.writableEnded || reply.raw.destroy());
  const problem = problemFor(logger, error, request);
  logRefusal(logger, request, problem);
  sendProblem(reply, problem);
}

function problemFor(logger: Logger, error: unknown, request: FastifyRequest): ProblemError {
  const problem = problemErrorOf(error);
  if (problem !== undefined && (problem.status < 500 || problem.extras.isTold === true)) return problem;
  // Without the query, which may hold personal data.
  const of = { route: `${request.method} ${request.routeOptions.url ?? ''}`, requestId: request.id };
  if (problem !== undefined) logger.warn({ ...of, ...causeOf(error, problem) }, 'request answered 503');
  else logger.error({ ...of, err: error }, 'request failed');
  return problem ?? new ProblemError(500, 'INTERNAL', 'something went wrong here; it has been logged');
}

/** The cause for the service's log, which the client does not get: the store's own message. */
function causeOf(error: unknown, { detail, code }: ProblemError): object {
  if (!(error instanceof Error) || error instanceof ProblemError) return { reason: detail };
  const about = error instanceof StoreRefusedError ? error.about : undefined;
  return { reason: error.message, code, ...about };
}

export function sendProblem(reply: FastifyReply, error: ProblemError): void {
  void reply
    .status(error.status)
    .headers(error.extras.headers ?? {})
    .header('Content-Type', 'application/problem+json')
    .send(problemOf(error));
}
