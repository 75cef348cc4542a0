import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { Scene } from '../support/scene.js';
import { DELIVERY_ENV, deliveryRun } from './delivery-run.js';
import { seeded } from '../support/seed.js';

const COMMANDS = 5_000;

describeWith(['kafka'], `${COMMANDS} commands, each delivered one to five times`, () => {
  it(
    'have one effect and one result each, in the order of their workspace, over two restarts',
    seeded(async (seed) => {
      const scene = await Scene.prepare('delivery', await sharedKafkaBrokers(), { env: DELIVERY_ENV });
      try {
        const restart = async (): Promise<void> => {
          await scene.stopInOrder();
          await scene.service.start();
        };
        const crash = async (): Promise<void> => {
          await scene.kill();
          // There is work to come back to.
          expect(scene.results.first.size).toBeLessThan(COMMANDS);
          await scene.service.start();
        };
        const { violations } = await deliveryRun(scene, {
          commands: COMMANDS,
          seed,
          troubles: [restart, crash],
        });
        expect(violations.slice(0, 20)).toEqual([]);
      } finally {
        await scene.close();
      }
    }),
    600_000,
  );
});
