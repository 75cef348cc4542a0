import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { sharedPostgresUrl } from '../engines/shared-postgres.js';
import { rebalanceRun } from './rebalance-run.js';

/** Two minutes are `npm run cluster-test -- rebalance`. */
const SECONDS = 20;

describeWith(['kafka', 'postgres'], `a rebalance every 2 s, for ${SECONDS} s of the 120`, () => {
  it('costs no command its result, doubles none, and leaves the order of each workspace', async () => {
    const seed = Date.now() % 1_000_000;
    const { violations, rebalances, kafkaCommands } = await rebalanceRun({
      seconds: SECONDS,
      seed,
      brokers: await sharedKafkaBrokers(),
      postgresUrl: await sharedPostgresUrl(),
      say: () => undefined,
    });
    expect({ seed, violations: violations.slice(0, 20) }).toEqual({ seed, violations: [] });
    expect(rebalances).toBeGreaterThanOrEqual(SECONDS / 4);
    expect(kafkaCommands).toBeGreaterThan(SECONDS * 20);
  }, 600_000);
});
