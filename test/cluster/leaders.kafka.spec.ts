import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { leadersRun } from './leaders-run.js';
import { seeded } from '../support/seed.js';

/** Fifty are `npm run cluster-test -- leaders`. */
const EACH = 2;

describeWith(
  ['kafka', 'postgres-programs'],
  `kill -9 and SIGSTOP of the active process of each role, ${EACH} of the 50 times each`,
  () => {
    it(
      'loses nothing, doubles nothing in effect, and lets nobody write after its lease has passed',
      seeded(async (seed) => {
        const summary = await leadersRun({
          each: EACH,
          seed,
          brokers: await sharedKafkaBrokers(),
          say: () => undefined,
        });
        const { violations, ...counts } = summary;
        expect(violations.slice(0, 20)).toEqual([]);
        expect(counts.takeovers).toBeGreaterThanOrEqual(3 * EACH);
        expect(counts.writesAudited).toBeGreaterThan(100);
        expect(counts.checkpoints).toBeGreaterThanOrEqual(1);
        expect(counts.expired).toBeGreaterThan(EACH);
        expect(counts.kafkaCommands).toBeGreaterThan(500);
      }),
      600_000,
    );
  },
);
