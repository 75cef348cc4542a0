import type { FastifyInstance, onResponseHookHandler } from 'fastify';
import type { Registry } from 'prom-client';
import { Histogram } from 'prom-client';

/** Asked every few seconds by machines, about this process alone. */
const NOT_MEASURED = /^\/(?:health\/|metrics$)/;

/**
 * How long answers take, by route and status. What is looked up for it is looked up when a route is registered: an access
 * check takes some 25 µs in all.
 */
export function measureRequests(fastify: FastifyInstance, registry: Registry): void {
  const seconds = new Histogram({
    name: 'support_access_http_request_seconds',
    help: 'From the arrival of a request until its answer was sent',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
    registers: [registry],
  });
  fastify.addHook('onRoute', (options) => {
    const { url, method, onResponse } = options;
    if (NOT_MEASURED.test(url)) return;
    const ofStatus = new Map<number, Histogram.Internal<string>>();
    const label = [method].flat().join(' ');
    const measure: onResponseHookHandler = (_request, { statusCode, elapsedTime }, done) => {
      let child = ofStatus.get(statusCode);
      if (!child) ofStatus.set(statusCode, (child = seconds.labels(label, url, String(statusCode))));
      child.observe(elapsedTime / 1000);
      done();
    };
    options.onResponse = [measure, ...(onResponse === undefined ? [] : [onResponse].flat())];
  });
}
