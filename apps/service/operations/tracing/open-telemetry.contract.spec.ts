import { ConflictError } from '#event-store';
import type { TracingConfig } from '#config';
import { OtlpCollector } from '../../../../test/doubles/otlp-collector.js';
import { openTelemetry } from './open-telemetry.js';
import type { SpanQueueObserver } from './span-queue.js';

let collector: OtlpCollector;
beforeEach(async () => {
  collector = await OtlpCollector.start();
});
afterEach(() => collector.close());

const counted: SpanQueueObserver = { exported: () => undefined, dropped: () => undefined };

const open = (changes: Partial<TracingConfig> = {}) =>
  openTelemetry(
    {
      url: `${collector.endpoint}/v1/traces`,
      headers: {},
      timeoutMs: 5_000,
      compression: 'none',
      serviceName: 'spec',
      resource: {},
      sampler: 'parentbased_always_on',
      ratio: 1,
      ...changes,
    },
    { roles: new Set(['api', 'expiry']), observer: counted },
  );

it('says of an error what kind it is, and not its words, which may name a workspace', async () => {
  const { tracer, close } = open();
  const error = new ConflictError('supportAccess-acme', 1, 2);
  expect(error.message).toContain('acme');
  tracer.start({ name: 'append', kind: 'client' }).fail(error, { a: 1 });
  await close(5_000);
  expect(collector.spans).toMatchObject([
    { name: 'append', failed: true, message: '', attributes: { a: 1, 'error.type': 'CONFLICT' } },
  ]);
});

it('says whose the spans are', async () => {
  const { tracer, close } = open({ resource: { 'host.name': 'h' } });
  tracer.start({ name: 'a', kind: 'internal' }).end();
  await close(5_000);
  expect(collector.spans[0]!.resource).toMatchObject({
    'service.name': 'spec',
    'host.name': 'h',
    'telemetry.sdk.language': 'nodejs',
    'support_access.roles': ['api', 'expiry'],
  });
});

it('sends a flood in several requests, all of it', async () => {
  const { tracer, close } = open();
  for (let i = 0; i < 2_000; i++) tracer.start({ name: `${i}`, kind: 'internal' }).end();
  await close(5_000);
  expect(new Set(collector.spans.map(({ name }) => name)).size).toBe(2_000);
  expect(collector.requests).toBeGreaterThan(3);
});
