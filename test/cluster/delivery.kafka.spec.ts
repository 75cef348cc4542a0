import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { sharedPostgresUrl } from '../engines/shared-postgres.js';
import { clusterDeliveryRun } from './delivery-run.js';
import { seeded } from '../support/seed.js';

/** Twenty thousand are `npm run cluster-test -- delivery`. */
const COMMANDS = 5_000;

describeWith(
  ['kafka', 'postgres'],
  `${COMMANDS} commands, each delivered one to five times, to a cluster split into processes`,
  () => {
    it(
      'have one effect and one result each, in the order of their workspace, over restarts of both consumers',
      seeded(async (seed) => {
        const { violations, answeredAtCrash } = await clusterDeliveryRun({
          commands: COMMANDS,
          seed,
          brokers: await sharedKafkaBrokers(),
          postgresUrl: await sharedPostgresUrl(),
        });
        expect(violations.slice(0, 20)).toEqual([]);
        // There was work to come back to.
        expect(answeredAtCrash).toBeLessThan(COMMANDS);
      }),
      600_000,
    );
  },
);
