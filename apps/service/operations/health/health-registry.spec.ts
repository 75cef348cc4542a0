import type { Role } from '#config';
import { HealthRegistry } from './health-registry.js';

const UP = { status: 'up' } as const;
const DOWN = { status: 'down', reason: 'away' } as const;
const roles = (...of: Role[]): ReadonlySet<Role> => new Set(of);

it('is ready when every component is up', async () => {
  const health = new HealthRegistry(roles('projections'));
  health.register('a', () => UP);
  health.register('b', async () => UP);
  expect(await health.read()).toEqual({ ready: true, degraded: [], components: { a: UP, b: UP } });
});

it('is not ready when one is down, throws or does not answer, and tells why', async () => {
  const health = new HealthRegistry(roles('projections'));
  health.register('well', () => UP);
  health.register('down', () => ({ status: 'down', reason: 'disk full' }));
  health.register('throws', () => Promise.reject(new Error('gone')));
  health.register('silent', () => new Promise(() => undefined));
  expect(await health.read()).toEqual({
    ready: false,
    degraded: [],
    components: {
      well: UP,
      down: { status: 'down', reason: 'disk full' },
      throws: { status: 'down', reason: 'gone' },
      silent: { status: 'down', reason: expect.stringMatching(/did not answer/) },
    },
  });
});

it('is not ready once condemned, for the first reason given', async () => {
  const health = new HealthRegistry(roles('api'));
  health.register('a', () => UP);
  health.condemn('the consumer failed');
  health.condemn('shutting down');
  const { ready, components } = await health.read();
  expect(ready).toBe(false);
  expect(components['service']).toEqual({ status: 'down', reason: 'the consumer failed' });
});

describe('a process with the role api is ready when it takes commands', () => {
  const read = (own: ReadonlySet<Role>, down: string) => {
    const health = new HealthRegistry(own);
    for (const name of [
      'event store',
      'log identity',
      'log',
      'evidence',
      'read models',
      'projections',
      'command consumer',
      'event publisher',
      'expiry',
    ])
      health.register(name, () => (name === down ? DOWN : UP));
    return health.read();
  };

  it.each(['event store', 'log identity', 'evidence'])('not without %s', async (component) =>
    expect(await read(roles('api'), component)).toMatchObject({ ready: false, degraded: [] }),
  );

  it.each(['read models', 'projections', 'command consumer', 'event publisher', 'expiry'])(
    'without %s, which is named as degraded',
    async (component) => {
      for (const own of [roles('api'), roles('api', 'commands', 'projections', 'publisher', 'expiry')])
        expect(await read(own, component)).toMatchObject({
          ready: true,
          degraded: [component],
          components: { [component]: DOWN },
        });
    },
  );

  it.each<Role>(['api', 'commands', 'projections'])(
    'and %s without a whole log, which is named',
    async (role) => expect(await read(roles(role), 'log')).toMatchObject({ ready: true, degraded: ['log'] }),
  );

  it.each<[Role, string]>([
    ['commands', 'command consumer'],
    ['publisher', 'event publisher'],
    ['projections', 'projections'],
    ['expiry', 'expiry'],
  ])('and any other needs all of its own: %s', async (role, component) =>
    expect(await read(roles(role), component)).toMatchObject({ ready: false, degraded: [] }),
  );
});
