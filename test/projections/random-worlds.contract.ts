import { seedsUpTo, violationsOf } from '../support/seeded-scenarios.js';
import { scaled } from '../support/test-scale.js';
import { World } from './world.contract.js';

/** A world costs about 0.08 s of CPU time, most of it gRPC and SQLite. `WORLDS=100` plays so many, from the first on. */
const WORLDS = Number(process.env['WORLDS'] ?? scaled(80, 10_000));
/** `WORLD_SEED=17` plays that one alone. */
const ONE = process.env['WORLD_SEED'];

/**
 * Declares the test of every second world: two suites share them, for each suite has one core.
 *
 * A server whose subscriptions skip, repeat, reorder, lie about their position, end and hang, and whose log is truncated, deleted,
 * edited, forged and put back from an older copy under the running service.
 */
export function testWorlds(which: 'odd' | 'even'): void {
  const isOurs = (seed: number): boolean => seed % 2 === (which === 'odd' ? 1 : 0);
  const seeds = (ONE === undefined ? seedsUpTo(WORLDS) : [Number(ONE)]).filter(isOurs);
  it('whatever a server and its operator do, every projection is a fold of the log, or says that it is damaged or replaced', async () => {
    expect(await violationsOf((seed) => World.play(seed), { seeds, atOnce: 8 })).toEqual([]);
  }, 3_600_000);
}
