import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { crashRun } from './crash-run.js';
import { seeded } from '../support/seed.js';

/** Two hundred are `npm run crash-test`. */
const KILLS = 10;

describeWith(['kafka'], `kill -9 under load, ${KILLS} times`, () => {
  it(
    'loses nothing that was answered, skips nothing, does nothing twice, leaves no command unanswered',
    seeded(async (seed) => {
      const summary = await crashRun({
        kills: KILLS,
        seed,
        brokers: await sharedKafkaBrokers(),
        say: () => undefined,
      });
      const { violations, ...counts } = summary;
      expect(violations).toEqual([]);
      // It was under load, by both ways in, or it proved nothing.
      expect(counts.killsUnderHttp).toBeGreaterThan(KILLS / 4);
      expect(counts.kafkaCommands).toBeGreaterThan(KILLS * 5);
      expect(counts.httpCommands).toBeGreaterThan(KILLS * 5);
    }),
    600_000,
  );
});
