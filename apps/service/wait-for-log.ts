import { setTimeout as sleep } from 'node:timers/promises';
import type { EventReader, Position } from '#event-store';
import { retry, StoreRefusedError, StoreUnavailableError } from '#event-store';
import type { ServiceContext } from './service-context.js';

const MAX_RETRY_MS = 5_000;

/** `startMs`: how long a start waits for the store's first answer. `firstRetryMs` doubles with each retry, up to 5 s. */
type WaitTimes = { startMs: number; firstRetryMs: number };
const TIMES: WaitTimes = { startMs: 2_000, firstRetryMs: 250 };

/**
 * Asks the log for its head until it answers. An unreachable store does not prevent the start: health names it, and commands are refused
 * meanwhile. A store that rejects the request ends the process, now or later, because a retry does not help.
 *
 * @returns after the store's answer or after a while without; the promise in it is the head of the log at the first answer
 * @throws StoreRefusedError
 */
export async function waitForLog(
  { logger, shutdown, fail }: Pick<ServiceContext, 'logger' | 'shutdown' | 'fail'>,
  reader: Pick<EventReader, 'head'>,
  { startMs, firstRetryMs }: WaitTimes = TIMES,
): Promise<{ head: Promise<Position> }> {
  const stopping = new AbortController();
  shutdown.add('the wait for the event store', () => stopping.abort());
  const head = retry(() => reader.head(), {
    signal: stopping.signal,
    firstMs: firstRetryMs,
    maxMs: MAX_RETRY_MS,
    onRetry(error, retryInMs) {
      if (!(error instanceof StoreUnavailableError) || error instanceof StoreRefusedError) throw error;
      logger.warn({ reason: error.message, retryInMs }, 'waiting for the event store');
    },
  });
  await Promise.race([head, sleep(startMs, undefined, { ref: false })]);
  // From here on nothing awaits it.
  head.catch((error: unknown) => stopping.signal.aborted || fail(error));
  return { head };
}
