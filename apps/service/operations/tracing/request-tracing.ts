import type { FastifyInstance, FastifyRequest } from 'fastify';
import { traceOf } from '../../http/origin.js';
import type { Span, Tracer } from './tracer.js';

/** Asked every few seconds by machines, about this process alone. */
const NOT_TRACED = /^\/(?:health\/|metrics$)/;

/**
 * A span for each request. What the request leads to is a part of it: the caller's trace context gives way to the span's, in
 * the header that all of us read it from. Of the URL only the route is told, since a path names a workspace.
 */
export function traceRequests(fastify: FastifyInstance, tracer: Tracer): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { method, headers, routeOptions } = request;
    const route = routeOptions.url;
    if (route === undefined || !NOT_TRACED.test(route)) {
      const span = tracer.start({
        name: route === undefined ? method : `${method} ${route}`,
        kind: 'server',
        parent: traceOf(request).traceparent,
        parentIsRemote: true,
        attributes: {
          'http.request.method': method,
          'url.scheme': request.protocol,
          ...(route !== undefined && { 'http.route': route }),
        },
      });
      spans.set(request, span);
      headers.traceparent = span.traceparent;
    }
    done();
  });
  fastify.addHook('onResponse', (request, { statusCode }, done) => {
    const status = { 'http.response.status_code': statusCode };
    const span = spans.get(request);
    if (statusCode < 500) span?.end(status);
    else span?.fail({ code: statusCode }, status);
    done();
  });
}
