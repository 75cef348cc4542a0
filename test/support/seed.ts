/** `TEST_SEED=17` repeats what was done by chance; without it every run does something else. */
export const SEED = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000);

/** A test of chance: whatever its failure is, it names the seed. */
export const seeded =
  <Args extends unknown[]>(test: (seed: number, ...args: Args) => Promise<void>) =>
  async (...args: Args): Promise<void> => {
    try {
      await test(SEED, ...args);
    } catch (cause) {
      throw new Error(`with TEST_SEED=${SEED}`, { cause });
    }
  };
