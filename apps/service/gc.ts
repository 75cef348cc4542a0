import { setFlagsFromString } from 'node:v8';

/** Heap growth, in percent of the live objects, that triggers the next full collection. */
const GROWTH_PERCENT = 100;

/**
 * Makes V8 collect at twice the size of the live objects instead of up to four times, in this thread and in those it starts. Many objects
 * of a command die soon after they left the young generation; without this a heap of 50 MiB grew to 180. It sets no limit: a larger load
 * gets the memory it needs. docs/benchmarks.md has what it saves and costs.
 */
export function lowerGcThreshold(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
