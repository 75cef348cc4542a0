import type { FastifyInstance, onSendHookHandler } from 'fastify';
import type { Registry } from '@prometheus-io/client';
import { Histogram } from '@prometheus-io/client';

declare module 'fastify' {
  interface FastifyRequest {
    /** Time of arrival, by `performance.now()`. */
    arrivedAt: number;
  }
}

/** Health and metrics are not measured: monitoring calls them every few seconds. */
const NOT_MEASURED = /^\/(?:health\/|metrics$)/;

/**
 * Measures the time until an answer starts to be sent, by route and status. An access check takes about 25 µs, so look-ups happen when a
 * route is registered, and the end of the transfer is not measured: the listeners for it would cost a tenth of the check.
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
    // After the route's own hooks, when the status is final.
    options.onSend = [...(onSend === undefined ? [] : [onSend].flat()), measure];
  });
}
