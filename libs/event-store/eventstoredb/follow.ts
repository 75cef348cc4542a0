import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { Batch, Position } from '../event-store.js';
import { LOG_START } from '../event-store.js';
import type { Connection } from './connection.js';
import { LogSubscription } from './log-subscription.js';

export type FollowOptions = {
  /** How long a subscription may be silent before the log itself is asked whether it had something to say. */
  watchdogMs?: number;
  firstRetryMs?: number;
  longestRetryMs?: number;
};

/** A batch is given at this size also when there is more. */
const BATCH_EVENTS = 500;
/** How long events of a log that is still being caught up with wait for more of them. */
const LINGER_MS = 50;
const LONGEST_PATIENCE_MS = 60_000;

/**
 * Keeps up with the log; see {@link EventReader.follow}. The client's subscription ends with the first error: this one
 * subscribes again, later and later while that fails, and also when the subscription has fallen silent although the log
 * went on. It resumes from the last event that it read, never from a position that the server only names: releases 24.10.0
 * to 24.10.4 name 2^64-1 on a log without events of ours, and whoever resumes there misses what was written meanwhile.
 */
export async function* follow(
  connection: Connection,
  head: () => Promise<Position>,
  after: Position,
  signal: AbortSignal,
  { watchdogMs = 5_000, firstRetryMs = 50, longestRetryMs = 5_000 }: FollowOptions = {},
): AsyncGenerator<Batch, void, undefined> {
  let position = after;
  let endIsKnown = false;
  let retryMs = firstRetryMs;
  let patienceMs = watchdogMs;
  while (!signal.aborted) {
    const subscription = new LogSubscription(connection, position);
    try {
      while (!signal.aborted && subscription.failure === undefined) {
        const quiet = await gathered(subscription, endIsKnown, patienceMs, signal);
        const live = subscription.live && subscription.failure === undefined;
        const events = subscription.take().filter((event) => event.position > position);
        position = events.at(-1)?.position ?? position;
        if (signal.aborted) return;
        if (events.length > 0 || live) retryMs = firstRetryMs;
        if (events.length > 0) patienceMs = watchdogMs;
        if (events.length > 0 || (live && !endIsKnown)) {
          yield { events, position, caughtUp: live };
          endIsKnown = live;
        }
        // What cannot be asked is no reason to subscribe again: the subscription hears of that, too.
        if (quiet && (await head().catch(() => LOG_START)) > position && subscription.buffered === 0) {
          // A server that is only slow to begin would else be asked to begin again for ever.
          patienceMs = Math.min(patienceMs * 2, LONGEST_PATIENCE_MS);
          break;
        }
      }
    } finally {
      subscription.close();
    }
    await delay(retryMs, undefined, { signal }).catch(() => undefined);
    retryMs = Math.min(retryMs * 2, longestRetryMs);
  }
}

/** Until there is something to give. @returns whether nothing at all was heard for as long as the watchdog waits */
async function gathered(
  subscription: LogSubscription,
  endIsKnown: boolean,
  watchdogMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted && subscription.failure === undefined && subscription.buffered < BATCH_EVENTS) {
    const { heard, buffered, live } = subscription;
    if (live && (buffered > 0 || !endIsKnown)) {
      // What came with it in the same packet goes with it.
      await nextTurn();
      return false;
    }
    await subscription.change(buffered > 0 ? LINGER_MS : watchdogMs, signal);
    if (subscription.heard === heard) return buffered === 0 && !signal.aborted;
  }
  return false;
}
