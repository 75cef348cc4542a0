import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDbDouble } from '../doubles/eventstoredb/event-store-db-double.js';
import { randomAppendFault, randomReadFault } from '../doubles/eventstoredb/random-faults.js';
import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { CommandPlanner } from '../support/command-planner.js';
import { Random } from '../support/random.js';
import { ClusterScene } from './cluster-scene.js';
import { TOGETHER } from './layout.js';
import { seeded } from '../support/seed.js';

/** Of trouble, and more on a slow machine, until it has met enough; after so many the process is killed. */
const ROUNDS = { least: 8, kill: 4, most: 120 };
const ANSWERS = { byKafka: 300, byHttp: 20 };
const ROUND_MS = 2_500;
const AWAY_MS = 1_000;
/** Of the calls: one that is never answered holds its workspace for 5 s, so there are few. */
const APPENDS = 0.04;
const READS = { reads: 0.02, subscriptions: 0.3 };

const TROUBLES = [
  'append drop true',
  'append drop false',
  'append late first',
  'append stall true',
  'read drop',
];

describeWith(['kafka'], 'one process on Kafka and an EventStoreDB that fails under load', () => {
  it(
    'loses nothing, doubles nothing, and has the right results and events',
    seeded(async (seed) => {
      const random = new Random(seed);
      const double = await EventStoreDbDouble.start();
      const close = async (): Promise<void> => double.stop();
      const scene = await ClusterScene.prepare('troubled-store', {
        brokers: await sharedKafkaBrokers(),
        store: { url: double.url, close },
        layout: TOGETHER,
      });
      const met = new Map<string, number>();
      const counted = <T extends { kind: string; commits?: boolean | string }>(
        fault: T | undefined,
        call: string,
      ) => {
        const name = fault && [call, fault.kind, fault.commits].join(' ').trim();
        if (name !== undefined) met.set(name, (met.get(name) ?? 0) + 1);
        return fault;
      };
      try {
        await scene.begin();
        const durationMinutes = { least: 60, most: 10_080 };
        const planner = new CommandPlanner(random, { workspaces: 400, durationMinutes });
        const { kafka, http } = scene.startLoad(planner, random, {
          perSecond: 150,
          clients: 4,
          shared: true,
        });
        const faults = new Random(seed + 1);
        double.faults.append = () => counted(randomAppendFault(faults, APPENDS), 'append');
        double.faults.read = (kind) => counted(randomReadFault(faults, kind, READS), 'read');
        const isEnough = (): boolean =>
          http.answers.size >= ANSWERS.byHttp &&
          scene.results.first.size >= ANSWERS.byKafka &&
          TROUBLES.every((trouble) => (met.get(trouble) ?? 0) > 1);
        for (let round = 1; round <= ROUNDS.least || (round <= ROUNDS.most && !isEnough()); round++) {
          await sleep(ROUND_MS);
          if (round % 3 === 0) {
            double.stop();
            await sleep(AWAY_MS);
            await double.start();
          } else double.dropConnections();
          if (round !== ROUNDS.kill) continue;
          const [service] = scene.cluster.members;
          await scene.kill(service!);
          service!.launch();
        }
        double.faults.append = double.faults.read = () => undefined;
        await scene.cluster.ready();
        await Promise.all([kafka.stop(), http.stop()]);
        await scene.answered(kafka.sent);
        const log = await scene.settle();
        const violations = await scene.violationsOfLoads(log, { kafka, http });
        expect(violations.slice(0, 20)).toEqual([]);
        // It was troubled while it worked, or it proved nothing.
        expect({ answers: http.answers.size, met: [...met], isEnough: isEnough() }).toMatchObject({
          isEnough: true,
        });
      } finally {
        await scene.close();
      }
    }),
    1_200_000,
  );
});
