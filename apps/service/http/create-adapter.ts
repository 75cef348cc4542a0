import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpConfig } from '#config';
import { MAX_MESSAGE_BYTES } from '#contracts';
import { corsHeaders } from './cors.js';
import type { Drain } from './drain.js';
import { FORM_TYPE, JSON_TYPES, takesForms, typeRefused } from './body-types.js';
import { ProblemError } from './problem-error.js';
import { problemErrorOf, problemOf } from './problem-of.js';
import { sendProblem } from './problem.filter.js';
import type { HeaderSettings } from './security-headers.js';
import { securityHeaders } from './security-headers.js';
import { trustedProxies } from './trusted-proxies.js';

/** Fastify with the service's settings. Its refusals before a route is found are problem documents, too. */
export function createAdapter(
  config: HeaderSettings & { http: Pick<HttpConfig, 'trustProxy' | 'corsOrigins'> },
  drain: Drain,
): FastifyAdapter {
  const { trustProxy, corsOrigins } = config.http;
  const headersFor = securityHeaders(config);
  const adapter = new FastifyAdapter({
    trustProxy: trustedProxies(trustProxy),
    bodyLimit: MAX_MESSAGE_BYTES,
    // Longer than proxies keep idle connections, so that the proxies close them.
    keepAliveTimeout: 72_000,
    requestTimeout: 30_000,
    // Requests on open connections are still served during a shutdown: the log stays open until the last one is done.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 512 },
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      // No hook runs for these answers.
      void reply.headers({
        ...headersFor(request.url),
        ...corsHeaders(corsOrigins, request.headers.origin),
        ...(corsOrigins.length > 0 && { Vary: 'Origin' }),
        'X-Request-Id': request.id,
        'Cache-Control': 'no-store',
        ...drain.headers(),
      });
      sendProblem(reply, unroutable(error));
    },
    clientErrorHandler: (error: Error & { code?: string }, socket) => {
      if (error.code !== 'ECONNRESET' && socket.writable) socket.end(rawProblem(error.code));
      else socket.destroy(error);
    },
  });
  const fastify = adapter.getInstance();
  drain.attach(fastify);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(JSON_TYPES, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  fastify.addContentTypeParser(FORM_TYPE, { parseAs: 'buffer' }, (request, body, done) =>
    body.length === 0 || takesForms(request) ? done(null, body) : done(typeRefused(request)),
  );
  // An empty body in chunks is no body.
  fastify.addContentTypeParser('*', (request, payload, done) => {
    const end = (): void => done(null);
    payload.once('end', end);
    payload.once('data', () => {
      payload.removeListener('end', end);
      done(typeRefused(request));
    });
  });
  return adapter;
}

/** A malformed path. The framework's own message would repeat it, with its query. */
function unroutable(error: FastifyError): ProblemError {
  switch (error.statusCode) {
    case 400:
      return new ProblemError(400, 'MALFORMED', 'the path is not well percent-encoded');
    case 414:
      return new ProblemError(414, 'REFUSED', 'a part of the path is too long');
    case undefined:
    default:
      return problemErrorOf(error) ?? new ProblemError(500, 'INTERNAL', 'the request was not understood');
  }
}

/** The answer to bytes that are not HTTP, written to the socket. */
function rawProblem(code: string | undefined): string {
  const error =
    code === 'HPE_HEADER_OVERFLOW'
      ? new ProblemError(431, 'REFUSED', 'the headers are too large')
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new ProblemError(408, 'REFUSED', 'the request took too long to arrive')
        : new ProblemError(400, 'MALFORMED', 'this is not an HTTP request');
  const problem = problemOf(error);
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    'Content-Type: application/problem+json',
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
