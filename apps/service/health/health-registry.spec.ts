import { HealthRegistry } from './health-registry.js';

const UP = { status: 'up' } as const;

it('is ready when every component is up', async () => {
  const health = new HealthRegistry();
  health.register('a', () => UP);
  health.register('b', async () => UP);
  expect(await health.read()).toEqual({ ready: true, components: { a: UP, b: UP } });
});

it('is not ready when one is down, throws or does not answer, and tells why', async () => {
  const health = new HealthRegistry();
  health.register('well', () => UP);
  health.register('down', () => ({ status: 'down', reason: 'disk full' }));
  health.register('throws', () => Promise.reject(new Error('gone')));
  health.register('silent', () => new Promise(() => undefined));
  expect(await health.read()).toEqual({
    ready: false,
    components: {
      well: UP,
      down: { status: 'down', reason: 'disk full' },
      throws: { status: 'down', reason: 'gone' },
      silent: { status: 'down', reason: expect.stringMatching(/did not answer/) },
    },
  });
});

it('is not ready once condemned, for the first reason given', async () => {
  const health = new HealthRegistry();
  health.register('a', () => UP);
  health.condemn('the consumer failed');
  health.condemn('shutting down');
  const { ready, components } = await health.read();
  expect(ready).toBe(false);
  expect(components['service']).toEqual({ status: 'down', reason: 'the consumer failed' });
});
