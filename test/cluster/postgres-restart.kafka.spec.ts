import { setTimeout as sleep } from 'node:timers/promises';
import { describeWith } from '../engines/engines.js';
import type { PostgresServer } from '../engines/postgres-server.js';
import { startPrivatePostgres } from '../engines/postgres-server.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { CommandPlanner } from '../support/command-planner.js';
import { eventually } from '../support/eventually.js';
import { Random } from '../support/random.js';
import { ClusterScene } from './cluster-scene.js';
import { SPLIT } from './layout.js';
import { joinAndLeave } from './rebalance-run.js';
import { seeded } from '../support/seed.js';

/** Shorter than a lease, and longer: then the roles are nobody's when the server is back. */
const AWAY_MS = [1_000, 6_000];
const ANSWERED_BETWEEN = 200;
/** Of rebalances. Two minutes of them, with more commands, are `npm run cluster-test -- rebalance`. */
const SECONDS = 20;

describeWith(
  ['kafka', 'private-postgres'],
  'PostgreSQL restarted, then a rebalance every 2 s, under a cluster that works',
  () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPrivatePostgres();
    });
    afterAll(() => server.close());

    it(
      'costs no command its answer, and everything derived is right in the end',
      seeded(async (seed) => {
        const random = new Random(seed);
        const scene = await ClusterScene.prepare('cluster-postgres', {
          brokers: await sharedKafkaBrokers(),
          readModelUrl: server.url,
          layout: SPLIT,
        });
        try {
          await scene.begin();
          const durationMinutes = { least: 60, most: 10_080 };
          const planner = new CommandPlanner(random, { workspaces: 400, durationMinutes });
          const { kafka, http } = scene.startLoad(planner, random, {
            perSecond: 200,
            clients: 3,
            shared: true,
          });
          const { results } = scene;
          const moreAnswers = (what: string): Promise<void> => {
            const enough = results.first.size + ANSWERED_BETWEEN;
            return eventually(what, () => results.first.size >= enough, {
              timeoutMs: 60_000,
              instead: () => scene.cluster.output,
            });
          };
          for (const awayMs of AWAY_MS) {
            await moreAnswers('commands are answered');
            await server.stop();
            // Commands are decided by the log alone.
            await moreAnswers('commands are answered without PostgreSQL');
            await sleep(awayMs);
            await server.start();
            await scene.cluster.ready();
            for (const role of ['projections', 'publisher', 'expiry'] as const)
              await scene.cluster.leader(role);
          }
          const before = kafka.sent.length;
          const rebalances = await joinAndLeave(scene, SECONDS * 1_000);
          const meanwhile = kafka.sent.length - before;
          await Promise.all([kafka.stop(), http.stop()]);
          await scene.answered(kafka.sent);
          const log = await scene.settle();
          const violations = await scene.violationsOfLoads(log, { kafka, http });
          expect(violations.slice(0, 20)).toEqual([]);
          expect(rebalances).toBeGreaterThanOrEqual(SECONDS / 4);
          expect(meanwhile).toBeGreaterThan(SECONDS * 20);
          // By the same processes: none had to be started anew.
          expect(scene.cluster.members.map(({ service }) => service.lives)).toEqual(
            scene.cluster.members.map(() => 1),
          );
          expect(scene.cluster.output).not.toContain('for-tests-alone');
        } finally {
          await scene.close();
        }
      }),
      600_000,
    );
  },
);
