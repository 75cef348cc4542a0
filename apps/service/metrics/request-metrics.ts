import type { FastifyInstance, onSendHookHandler } from 'fastify';
import type { Registry } from '@prometheus-io/client';
import { Histogram } from '@prometheus-io/client';

declare module 'fastify' {
  interface FastifyRequest {
    /** By `performance.now()`. */
    arrivedAt: number;
  }
}

/** Asked every few seconds by machines, about this process alone. */
const NOT_MEASURED = /^\/(?:health\/|metrics$)/;

/**
 * How long it takes until an answer begins to be sent, by route and status. An access check takes some 25 µs in all: what is
 * looked up is looked up when a route is registered, and nobody waits for the socket, for which Fastify would add listeners
 * to every answer that cost as much as a tenth of it.
 */
export function measureRequests(fastify: FastifyInstance, registry: Registry): void {
  const seconds = new Histogram({
    name: 'support_access_http_request_seconds',
    help: 'From the arrival of a request until its answer began to be sent',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
    registers: [registry],
  });
  fastify.decorateRequest('arrivedAt', 0);
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.arrivedAt = performance.now();
    done();
  });
  fastify.addHook('onRoute', (options) => {
    const { url, method, onSend } = options;
    if (NOT_MEASURED.test(url)) return;
    const ofStatus = new Map<number, Histogram.Internal<string>>();
    const label = [method].flat().join(' ');
    const measure: onSendHookHandler = ({ arrivedAt }, { statusCode }, payload, done) => {
      let child = ofStatus.get(statusCode);
      if (!child) ofStatus.set(statusCode, (child = seconds.labels(label, url, String(statusCode))));
      child.observe((performance.now() - arrivedAt) / 1000);
      done(null, payload);
    };
    // A route's own come last: by then the status is what is sent.
    options.onSend = [...(onSend === undefined ? [] : [onSend].flat()), measure];
  });
}
