import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until the test holds. @throws when it does not in time, saying what was waited for and what there was instead */
export async function eventually(
  what: string,
  test: () => boolean | Promise<boolean>,
  { timeoutMs = 30_000, everyMs = 25, instead }: EventuallyOptions = {},
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await test())) {
    if (performance.now() > deadline) {
      const found = instead === undefined ? '' : `; instead: ${instead()}`;
      throw new Error(`not within ${timeoutMs} ms: ${what}${found}`);
    }
    await sleep(everyMs);
  }
}

type EventuallyOptions = { timeoutMs?: number; everyMs?: number; instead?: () => string };
