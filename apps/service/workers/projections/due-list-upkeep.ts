import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailableError } from '#event-store';
import type { DueList, OpenEnds } from '#expiry';
import { mendDueList } from '#expiry';
import type { LogFollower } from '#derived';
import { ReadModelUnavailableError } from '#derived';
import type { ProjectionsMessage } from './worker-messages.js';

const HOUR_MS = 3_600_000;
/** Read models that are away, or being filled by another process, are asked again after this many milliseconds. */
const RETRY_MS = 60_000;

export type UpkeepParts = {
  list: DueList;
  grants: OpenEnds;
  follower: Pick<LogFollower, 'between'>;
  say: (message: ProjectionsMessage) => void;
};

/** Compares the due list with what is open in the read models when it has caught up with the log, and then every hour, and mends it. */
export async function keepDueListMended(
  parts: UpkeepParts,
  signal: AbortSignal,
  wait: (ms: number) => Promise<unknown> = (ms) => sleep(ms, undefined, { signal }),
): Promise<void> {
  while (!signal.aborted) {
    const waitMs = await mendOnce(parts, signal);
    await wait(waitMs).catch(() => undefined);
  }
}

/** @returns when to do it again, in milliseconds */
async function mendOnce({ list, grants, follower, say }: UpkeepParts, signal: AbortSignal): Promise<number> {
  try {
    const { added, removed } = await mendDueList(list, grants, (work) => follower.between(work), signal);
    if (added + removed > 0) {
      const message = `the due list was mended: ${added} open ends were missing in it, and ${removed} of its entries had ended`;
      say({ kind: 'log', level: 'warn', message });
    }
    return HOUR_MS;
  } catch (error) {
    if (!(error instanceof StoreUnavailableError || error instanceof ReadModelUnavailableError)) throw error;
    const message = `could not compare the due list with what is open in the read models: ${error.message}; again in ${RETRY_MS} ms`;
    say({ kind: 'log', level: 'warn', message });
    return RETRY_MS;
  }
}
