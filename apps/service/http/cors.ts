import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Headers that web pages of other origins may send and read. */
const ALLOWED_HEADERS = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-None-Match',
  'Last-Event-ID',
  'Min-Position',
  'traceparent',
  'X-Consistency',
  'X-Request-Id',
];
const EXPOSED_HEADERS = [
  'Content-Disposition',
  'ETag',
  'Idempotent-Replayed',
  'Link',
  'Location',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
];
const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE',
  'Access-Control-Allow-Headers': ALLOWED_HEADERS.join(', '),
  'Access-Control-Max-Age': '600',
  'Cache-Control': 'no-store',
};

/** The headers that let a page of a listed origin read an answer. */
export function corsHeaders(origins: readonly string[], origin: string | undefined): Record<string, string> {
  if (origin === undefined || !origins.includes(origin)) return {};
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': EXPOSED_HEADERS.join(', '),
  };
}

/** Lets pages of the listed origins call, and read every answer, refusals included. */
export function addCors(fastify: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(corsHeaders(origins, request.headers.origin));
    if (!isPreflight(request)) return done();
    void reply.status(204).headers(PREFLIGHT).send();
  });
  // After the routes, some of which name what their answers vary by.
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    const vary = reply.getHeader('Vary');
    void reply.header('Vary', vary === undefined ? 'Origin' : `${String(vary)}, Origin`);
    done(null, payload);
  });
}

/** Any other OPTIONS is a call of a method that no path has. */
const isPreflight = ({ method, headers }: FastifyRequest): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined;
