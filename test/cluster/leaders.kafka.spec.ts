import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { leadersRun } from './leaders-run.js';

/** Fifty are `npm run cluster-test -- leaders`. */
const EACH = 2;
/** Of a lease of 2.5 s, on a busy machine; a standby that waited for the connections of one that is paused would wait for ever. */
const TAKEOVER_MS = 25_000;

describeWith(
  ['kafka', 'postgres-programs'],
  `kill -9 and SIGSTOP of the active process of each role, ${EACH} of the 50 times each`,
  () => {
    it('loses nothing, doubles nothing in effect, and lets nobody write after its lease has passed', async () => {
      const seed = Date.now() % 1_000_000;
      const summary = await leadersRun({
        each: EACH,
        seed,
        brokers: await sharedKafkaBrokers(),
        say: () => undefined,
      });
      const { violations, ...counts } = summary;
      expect({ seed, violations: violations.slice(0, 20) }).toEqual({ seed, violations: [] });
      expect(counts.takeovers).toBeGreaterThanOrEqual(3 * EACH);
      const slow = Object.entries(counts.takeoverMs).filter(([, { most }]) => most > TAKEOVER_MS);
      expect({ seed, slow }).toEqual({ seed, slow: [] });
      expect(counts.writesAudited).toBeGreaterThan(100);
      // A process that takes over checks streams before it signs, so few of these short lives make a checkpoint.
      expect(counts.checkpoints).toBeGreaterThanOrEqual(1);
      expect(counts.expired).toBeGreaterThan(EACH);
      expect(counts.kafkaCommands).toBeGreaterThan(500);
    }, 600_000);
  },
);
