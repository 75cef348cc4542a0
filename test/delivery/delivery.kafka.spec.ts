import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { CommandPlanner } from '../support/command-planner.js';
import { eventually } from '../support/eventually.js';
import { Random } from '../support/random.js';
import { Scene } from '../support/scene.js';
import { planDeliveries } from './deliveries.js';

const COMMANDS = 20_000;
const WORKSPACES = 1_000;
const PARTITIONS = 12;

describeWith(['kafka'], `${COMMANDS} commands, each delivered one to five times`, () => {
  it('has one effect and one result each, in the order of its workspace, over two restarts', async () => {
    const seed = Date.now() % 1_000_000;
    const random = new Random(seed);
    // No grant ends while this runs: what every command must come to is then known.
    const durationMinutes = { least: 60, most: 10_080 };
    const planner = new CommandPlanner(random, { workspaces: WORKSPACES, durationMinutes });
    const { planned, records, reused } = planDeliveries(planner, random, COMMANDS);
    const scene = await Scene.prepare('delivery', await sharedKafkaBrokers(), {
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
            instead: () => `${scene.results.first.size}\n${scene.service.output}`,
          },
        );
      const sending = scene.commands.send(records);
      await answered(1 / 4);
      await scene.stopInOrder();
      await scene.service.start();
      await answered(1 / 2);
      await scene.kill();
      await scene.service.start();
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
      // What is answered by its place in the topic, and not by a command's name, is the reused ids alone.
      const others = [...scene.results.first].filter(([id]) => id.startsWith(scene.topics.commands));
      expect(others).toHaveLength(reused);
      for (const [id] of others)
        expect(scene.results.get(id)).toMatchObject({
          outcome: 'denied',
          code: 'COMMAND_ID_REUSED',
          events: [],
        });
      const partitions = new Set(scene.published.map(({ partition }) => partition));
      expect(partitions.size).toBe(PARTITIONS);
    } finally {
      await scene.close();
    }
  }, 600_000);
});
