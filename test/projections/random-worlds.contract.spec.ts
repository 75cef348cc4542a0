import { violationsOf } from '../support/seeded-scenarios.js';
import { scaled } from '../support/test-scale.js';
import { World } from './world.contract.js';

/** A world costs about 0.15 s of CPU time, most of it gRPC. `WORLDS=10000` plays so many, from the first on. */
const WORLDS = Number(process.env['WORLDS'] ?? scaled(80, 300));
/** `WORLD_SEED=17` plays that one alone. */
const ONE = process.env['WORLD_SEED'];

// A server whose subscriptions skip, repeat, reorder, lie about their position, end and hang, and whose log is truncated,
// deleted, edited, forged and put back from an older copy under the running service.
it('whatever a server and its operator do, every projection is a fold of the log, or says that it is damaged or replaced', async () => {
  const wrong =
    ONE === undefined
      ? await violationsOf((seed) => World.play(seed), { count: WORLDS, atOnce: 8 })
      : await World.play(Number(ONE));
  expect(wrong).toEqual([]);
}, 1_200_000);
