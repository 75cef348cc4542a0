import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { sharedPostgresUrl } from '../engines/shared-postgres.js';
import { clusterCrashRun } from './crash-run.js';
import { seeded } from '../support/seed.js';

/** Two hundred are `npm run cluster-test -- crash`. */
const KILLS = 8;

describeWith(['kafka', 'postgres'], `kill -9 of a cluster's processes under load, ${KILLS} times`, () => {
  it(
    'loses nothing that was answered, skips nothing, does nothing twice, leaves no command unanswered',
    seeded(async (seed) => {
      const { violations, ...counts } = await clusterCrashRun({
        kills: KILLS,
        seed,
        brokers: await sharedKafkaBrokers(),
        postgresUrl: await sharedPostgresUrl(),
        say: () => undefined,
      });
      expect(violations.slice(0, 20)).toEqual([]);
      // It was under load, by both ways in, or it proved nothing.
      expect(counts.killsUnderHttp).toBeGreaterThan(KILLS / 4);
      expect(counts.kafkaCommands).toBeGreaterThan(KILLS * 5);
      expect(counts.httpCommands).toBeGreaterThan(KILLS * 5);
    }),
    600_000,
  );
});
