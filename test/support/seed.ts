import { expect } from '@jest/globals';

/** `TEST_SEED=17` repeats what was done by chance; without it every run does something else. */
export const SEED = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000);

/** A test of chance: its seed is said before, for one that hangs, and by whatever failure it ends with. */
export const seeded =
  <Args extends unknown[]>(test: (seed: number, ...args: Args) => Promise<void>) =>
  async (...args: Args): Promise<void> => {
    process.stderr.write(`TEST_SEED=${SEED}: ${expect.getState().currentTestName}\n`);
    try {
      await test(SEED, ...args);
    } catch (cause) {
      throw new Error(`with TEST_SEED=${SEED}`, { cause });
    }
  };
