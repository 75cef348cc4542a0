import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until the test holds.
 * @throws when it does not within `timeoutMs` (30 s unless told), counted from the last progress, saying what was waited for and
 * what there was instead
 */
export async function eventually(
  what: string,
  test: () => boolean | Promise<boolean>,
  { timeoutMs = 30_000, everyMs = 25, progress, instead }: EventuallyOptions = {},
): Promise<void> {
  let since = performance.now();
  let reached = progress?.();
  while (!(await test())) {
    const now = progress?.();
    if (now !== reached) {
      since = performance.now();
      reached = now;
    }
    if (performance.now() - since > timeoutMs) {
      const found = instead === undefined ? '' : `; instead: ${instead()}`;
      throw new Error(`not within ${timeoutMs} ms: ${what}${found}`);
    }
    await sleep(everyMs);
  }
}

type EventuallyOptions = {
  timeoutMs?: number;
  everyMs?: number;
  /** A number that changes as long as work goes on: a slow machine may take longer, a stopped one may not. */
  progress?: () => number;
  instead?: () => string;
};
