import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually.js';
import { SEED, seeded } from '../support/seed.js';
import { ContainersScene } from './containers-scene.js';
import type { Published, Setting } from './setting.js';
import { newProject } from './setting.js';

const FILES = ['docker-compose.yml', 'test/containers/double.yml'];
const ROLES = ['api', 'commands', 'projections', 'publisher', 'expiry'];
const STORES = ['eventstoredb', 'postgres', 'kafka'];
const PROFILES = {
  COMPOSE_PROFILES: 'console',
  METRICS_TOKEN: 'for-tests-alone-0123456789abcdef',
  AUTH_ISSUER: 'https://id.example',
  CONSOLE_CLIENT_ID: 'support-access-console',
};
const START_MS = 400_000;

/** What docker-compose.yml brings up, on the double of an EventStoreDB, with the console and with Prometheus. */
export const describeCluster = (setting: Setting): void =>
  describe('a cluster, on the double of an EventStoreDB', () => {
    let published: Published;
    let scene: ContainersScene;

    beforeAll(async () => {
      published = await newProject(setting, 'cluster', FILES, PROFILES);
      const { project } = published;
      setting.say(`cluster: healthy after ${await project.up()} ms`);
      scene = await ContainersScene.prepare({
        ...published,
        seed: SEED,
        roles: ROLES,
        stores: async () => {
          const [store, database] = await Promise.all([
            project.address('eventstoredb'),
            project.address('postgres'),
          ]);
          const password = readFileSync(join(project.volume('secrets'), 'postgres-password'), 'utf8');
          return {
            eventStoreUrl: `esdb://${store}:2113?tls=false`,
            readModelUrl: `postgres://support_access:${password}@${database}:5432/support_access`,
          };
        },
      });
      await scene.begin();
    }, START_MS);
    afterAll(async () => {
      await scene?.close();
      // As with COMPOSE_PROFILES in `.env`, where `up` has them, too; here Grafana cannot be had.
      await published.project.run('--profile', 'console', '--profile', 'monitoring', 'down', '--volumes');
      expect(await published.project.leftBehind()).toEqual([]);
    }, START_MS);

    it('serves the console behind the balancer', async () => {
      const page = await fetch(`${scene.url}/console/`, { redirect: 'manual' });
      expect([200, 302, 303]).toContain(page.status);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await (await fetch(`${scene.url}/health/ready`)).json()).toMatchObject({ status: 'ready' });
    });

    it(
      'has a Prometheus that reads every process, and does not start without the token',
      async () => {
        const { project } = published;
        await expect(project.run('run', '--rm', '-e', 'METRICS_TOKEN=', 'prometheus')).rejects.toThrow(
          'METRICS_TOKEN: must be set',
        );
        await project.run(
          '--profile',
          'monitoring',
          'up',
          '--detach',
          '--no-build',
          '--no-deps',
          '--wait',
          'prometheus',
        );
        const ask = `http://${await project.address('prometheus')}:9090/api/v1/query?query=up`;
        let seen: string[] = [];
        const allAreUp = async (): Promise<boolean> => {
          const answer = (await (await fetch(ask)).json()) as {
            data: { result: { metric: { service: string }; value: [number, string] }[] };
          };
          seen = answer.data.result.map(({ metric, value }) => `${metric.service} ${value[1]}`).sort();
          return seen.length === ROLES.length + 3 && seen.every((each) => each.endsWith(' 1'));
        };
        await eventually('it has read every process', allAreUp, {
          timeoutMs: 90_000,
          everyMs: 500,
          instead: () => seen.join(),
        });
      },
      START_MS,
    );

    it(
      'has a balancer that stops while an event stream is open',
      async () => {
        const { project } = published;
        const token = await project.run('run', '--rm', '-T', 'token', 'service', 'reader');
        const stream = await fetch(`${scene.url}/v1/events`, {
          headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
        });
        expect(stream.headers.get('content-type')).toContain('text/event-stream');
        const ended = stream.text().catch(() => undefined);
        await project.run('stop', 'balancer');
        await ended;
        const [container] = await project.containers('balancer');
        // 137 would be: killed, after the time that it is given.
        expect(await project.inspect(container!, '.State.ExitCode')).toBe(0);
        await project.run('start', 'balancer');
        await project.healthy();
      },
      START_MS,
    );

    it(
      'loses nothing that it acknowledged when each container is killed, and all are restarted, over down and up',
      seeded(async () => {
        const { project } = published;
        await scene.underLoad(async () => {
          await sleep(2_000);
          const killed = await project.containers();
          for (const container of killed.filter((name) => !/-(keys|prometheus)-1$/.test(name))) {
            await project.kill(container);
            await sleep(500);
          }
          await project.healthy();
          await sleep(1_000);
          await project.run('restart', ...ROLES, ...STORES, 'balancer');
          await project.healthy();
          await sleep(1_000);
        });

        await project.run('down');
        setting.say(`cluster: up again after ${await project.up()} ms`);
        await scene.underLoad(() => sleep(2_000));
        expect((await scene.allViolations()).slice(0, 20)).toEqual([]);
        setting.say(`cluster: acknowledged ${JSON.stringify(scene.acknowledged)}`);
        expect(Math.min(...Object.values(scene.acknowledged))).toBeGreaterThan(100);
      }),
      START_MS * 2,
    );
  });
