import { planDeliveries } from '../delivery/deliveries.js';
import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import type { PostgresDatabase } from '../engines/shared-postgres.js';
import { newDatabase } from '../engines/shared-postgres.js';
import { CommandPlanner } from '../support/command-planner.js';
import { eventually } from '../support/eventually.js';
import { Random } from '../support/random.js';
import { ClusterScene } from './cluster-scene.js';
import { SPLIT } from './layout.js';

const COMMANDS = 20_000;
const WORKSPACES = 1_000;
const PARTITIONS = 12;
/** Messages that are no commands, in between. */
const MALFORMED = 200;

describeWith(
  ['kafka', 'postgres'],
  `${COMMANDS} commands, each delivered one to five times, to a cluster split into processes`,
  () => {
    let database: PostgresDatabase;
    beforeAll(async () => {
      database = await newDatabase();
    });
    afterAll(() => database.drop());

    it('have one effect and one result each, in the order of their workspace, over restarts of both consumers', async () => {
      const seed = Date.now() % 1_000_000;
      const random = new Random(seed);
      // No grant ends while this runs: what every command must come to is then known.
      const durationMinutes = { least: 60, most: 10_080 };
      const planner = new CommandPlanner(random, { workspaces: WORKSPACES, durationMinutes });
      const { planned, records, reused } = planDeliveries(planner, random, COMMANDS);
      for (let n = 0; n < MALFORMED; n++)
        records.splice(random.int(0, records.length), 0, {
          key: `w-${random.int(1, WORKSPACES)}`,
          value: random.pick(['', 'no JSON', '[]', '{"specversion":"1.0"}']),
          headers: { 'content-type': 'application/cloudevents+json' },
        });
      const scene = await ClusterScene.prepare('cluster-delivery', {
        brokers: await sharedKafkaBrokers(),
        readModelUrl: database.url,
        layout: SPLIT,
        env: { KAFKA_PARTITIONS: `${PARTITIONS}` },
      });
      try {
        await scene.begin();
        const answered = (share: number): Promise<void> =>
          eventually(
            `${share} of the commands are answered`,
            () => scene.results.first.size >= share * COMMANDS,
            {
              timeoutMs: 60_000,
              progress: () => scene.results.first.size,
              instead: () => `${scene.results.first.size}\n${scene.cluster.output}`,
            },
          );
        const [first, second] = scene.cluster.with('commands');
        const sending = scene.commands.send(records);
        await answered(1 / 4);
        await scene.cluster.stopInOrder([first!]);
        first!.launch();
        await first!.service.ready();
        await answered(1 / 2);
        await scene.kill(second!);
        second!.launch();
        await second!.service.ready();
        // Both came while there was work to come back to.
        expect(scene.results.first.size).toBeLessThan(COMMANDS);
        await sending;
        await scene.answered(planned);
        const isHandled = async (): Promise<boolean> => (await scene.committed()) === BigInt(records.length);
        await eventually('every delivery was handled', isHandled, { timeoutMs: 120_000 });
        const log = await scene.settle();

        const violations = await scene.violations(log, { byKafka: planned, byHttp: [] });
        expect({ seed, violations: violations.slice(0, 20) }).toEqual({ seed, violations: [] });
        expect(log.commands.size).toBe(COMMANDS);
        expect(scene.published.length).toBeGreaterThanOrEqual(log.events.length);
        // What is answered by its place in the topic, and not by a command's name: the reused ids and what is no command.
        const others = [...scene.results.first.keys()].filter((id) => id.startsWith(scene.topics.commands));
        const outcomes = others
          .map((id) => scene.results.get(id)!)
          .map((result) => [result.outcome, 'code' in result && result.code].join(' '));
        const count = (what: string): number => outcomes.filter((outcome) => outcome === what).length;
        expect(count('denied COMMAND_ID_REUSED')).toBe(reused);
        expect(others).toHaveLength(reused + MALFORMED);
        expect(await scene.produced(scene.topics.deadLetters)).toBeGreaterThanOrEqual(BigInt(MALFORMED));
        expect(new Set(scene.published.map(({ partition }) => partition)).size).toBe(PARTITIONS);
      } finally {
        await scene.close();
      }
    }, 600_000);
  },
);
