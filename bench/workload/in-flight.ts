/**
 * Does `count` pieces of work, `width` at once, each begun when another ends.
 * @returns how long each took, in ms, and how long all took
 */
export async function inFlight(
  width: number,
  count: number,
  work: (index: number) => Promise<unknown>,
): Promise<{ latenciesMs: Float64Array; elapsedMs: number }> {
  const latenciesMs = new Float64Array(count);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      const since = performance.now();
      await work(index);
      latenciesMs[index] = performance.now() - since;
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: width }, lane));
  return { latenciesMs, elapsedMs: performance.now() - startedAt };
}

/** Collects garbage now, so that what was made before is not paid for by what comes; a bar runs with --expose-gc. */
export const settle = (): void => globalThis.gc?.();
