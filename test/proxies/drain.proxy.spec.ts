import { setTimeout as sleep } from 'node:timers/promises';
import { describeWith } from '../engines/engines.js';
import { eventually } from '../support/eventually.js';
import type { Directory } from '../e2e/service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import type { Proxy, ProxyName } from '../engines/proxies.js';
import { startDocumented } from './documented-proxy.js';
import { answerIn, exchange } from './raw-exchange.js';

/** Longer than HAProxy takes to notice, by the documented configuration, and what a busy machine adds. */
const DRAIN_SECONDS = 6;
let directories: Directory[];
let services: ServiceProcess[];

beforeEach(async () => {
  directories = await Promise.all([temporaryDirectory(), temporaryDirectory()]);
  services = [];
});
afterEach(async () => {
  for (const service of services) await service.stop('SIGKILL');
  for (const directory of directories) await directory.remove();
});

async function start(n: number, seconds = DRAIN_SECONDS): Promise<ServiceProcess> {
  const env = { ...embedded(directories[n]!.path), DRAIN_SECONDS: `${seconds}` };
  const service = await ServiceProcess.start(env);
  services.push(service);
  return service;
}

it('a process that is stopped is not ready at once, and answers until it closes', async () => {
  const service = await start(0);
  const headers = { Authorization: `Bearer ${service.token('auditor')}`, Accept: 'text/event-stream' };
  const stream = await fetch(`${service.address}/v1/events`, { headers });
  const heard = stream.text();
  const ask = async (path: string, ...lines: string[]) =>
    answerIn(
      await exchange(service.address, [[`GET ${path} HTTP/1.1`, 'Host: x', ...lines, '', ''].join('\r\n')]),
    );
  expect((await ask('/health/ready')).head).toMatch(/^connection: keep-alive/im);
  const began = performance.now();
  const ended = service.stop();
  await eventually('it is not ready', async () => (await ask('/health/ready')).status === 503);
  const as = `Authorization: Bearer ${service.token('auditor')}`;
  for (const path of ['/health/live', '/v1/events', '/v1/events?nonsense', '/nowhere', '/%zz', '/docs']) {
    const { status, head } = await ask(path, as);
    expect([path, status, head]).toEqual([
      path,
      expect.any(Number),
      expect.stringMatching(/^connection: close\r?$/im),
    ]);
  }
  expect((await ask('/health/live')).status).toBe(200);
  // To a stream that is opened now the same holds: it ends when the others do.
  expect(await ended).toBe(0);
  expect(performance.now() - began).toBeGreaterThanOrEqual(DRAIN_SECONDS * 1_000 - 100);
  expect(await heard).toMatch(/^:\n\n(?:.*\n)*retry: \d{3,4}\n\n$/);
});

it('without a drain it closes at once, and streams end with retry all the same', async () => {
  const service = await start(0, 0);
  const headers = { Authorization: `Bearer ${service.token('auditor')}` };
  const stream = await fetch(`${service.address}/v1/changes`, { headers });
  const heard = stream.text();
  expect(await service.stop()).toBe(0);
  expect(await heard).toMatch(/retry: \d{3,4}\n\n$/);
});

/** A second process, for which these documented configurations have room. */
const WITH_SECOND = {
  nginx: (first, second) => `server ${first};\n  server ${second};`,
  haproxy: (first, second) => `server one ${first}\n  server two ${second}`,
} satisfies Partial<Record<ProxyName, (first: string, second: string) => string>>;

describe.each(['nginx', 'haproxy'] as const)('through %s', (name) => {
  describeWith([name], 'with two processes', () => {
    it('nobody notices that one of them is stopped', async () => {
      const [first, second] = [await start(0), await start(1)];
      const hosts = [first, second].map(({ address }) => new URL(address).host) as [string, string];
      const proxy: Proxy = await startDocumented(name, first.address, (configuration) =>
        configuration.replace(/server (one )?127\.0\.0\.1:\d+;?/, WITH_SECOND[name](...hosts)),
      );
      try {
        const failures: unknown[] = [];
        let asked = 0;
        let isOver = false;
        const client = async (): Promise<void> => {
          for (; !isOver; asked++) {
            const path = asked % 2 === 0 ? '/health/live' : '/openapi.json';
            const status = await fetch(proxy.address + path).then(
              async (answer) => (await answer.text()) && answer.status,
              (error: unknown) => error,
            );
            if (status !== 200) failures.push(status);
            await sleep(10);
          }
        };
        const clients = Array.from({ length: 8 }, client);
        await sleep(500);
        expect(await first.stop()).toBe(0);
        await sleep(500);
        isOver = true;
        await Promise.all(clients);
        expect(failures).toEqual([]);
        expect(asked).toBeGreaterThan(50);
      } finally {
        await proxy.close();
      }
    });
  });
});
