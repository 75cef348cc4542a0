import { setTimeout as delay } from 'node:timers/promises';
import { LogReplacedError } from '../errors.js';
import type { Batch, Position } from '../event-store.js';
import type { RecordedEvent } from '../recorded-event.js';
import type { LogSignal } from './log-signal.js';

export type FollowOptions = {
  /** How often the node that leads is asked how far the log is, in milliseconds; default 1,000. */
  headEveryMs?: number;
  /** How often, while nothing fails, the log is asked whether it still holds the newest event known; default 60,000. */
  verifyEveryMs?: number;
  /** How long a node may be behind the one that leads before it is left; default 5,000. */
  watchdogMs?: number;
  firstRetryMs?: number;
  longestRetryMs?: number;
};

/** A page of the log, and how far it was read for it: past others' events, too. */
export type LogPage = { events: RecordedEvent[]; readTo: Position; isLast: boolean };

/** What following needs of a reader. */
export type FollowedLog = {
  /** What comes after a position. @throws StoreUnavailableError */
  pageAfter(position: Position): Promise<LogPage>;
  /** Rings when there may be more after a position, until it is closed. */
  signalAfter(position: Position): LogSignal;
  /** The end of the log as the node that leads has it. @throws StoreUnavailableError */
  leaderHead(): Promise<Position>;
  /** @throws LogReplacedError, StoreUnavailableError */
  verify(): Promise<void>;
  /** Connects anew, perhaps to another node. */
  leaveNode(): void;
};

/**
 * Keeps up with the log; see {@link EventReader.follow}. Events are read, page by page, and a subscription only says that
 * there is more: some releases skip events in subscriptions, or lie about how far they looked (24.10.0 to 24.10.4 name
 * 2^64-1 on a log without events of ours). What a subscription says, or fails to say, can cost time and nothing else.
 *
 * Each time that it subscribes, and now and again, the log is asked whether it is still the same one.
 * @throws LogReplacedError
 */
export async function* follow(
  log: FollowedLog,
  after: Position,
  signal: AbortSignal,
  options: FollowOptions = {},
): AsyncGenerator<Batch, void, undefined> {
  const { headEveryMs = 1_000, verifyEveryMs = 60_000, watchdogMs = 5_000 } = options;
  const { firstRetryMs = 50, longestRetryMs = 5_000 } = options;
  let position = after;
  let readTo = after;
  let toldCaughtUp: boolean | undefined;
  let retryMs = firstRetryMs;
  let bell: LogSignal | undefined;
  let verifiedAt = -Infinity;
  let behindSince: number | undefined;
  let isUnannounced = false;
  try {
    while (!signal.aborted) {
      try {
        if (performance.now() - verifiedAt >= verifyEveryMs) {
          await log.verify();
          verifiedAt = performance.now();
        }
        const rings = bell?.rings ?? 0;
        const page = await log.pageAfter(readTo);
        if (signal.aborted) return;
        const events = page.events.filter((event) => event.position > position);
        const reached = events.at(-1)?.position ?? position;
        if (behindSince !== undefined && page.isLast && (await log.leaderHead()) <= reached)
          behindSince = undefined;
        // Nothing may fail between here and giving the events: they would be skipped.
        readTo = page.readTo;
        position = reached;
        const caughtUp = page.isLast && behindSince === undefined;
        if (events.length > 0 || (caughtUp ? toldCaughtUp !== true : toldCaughtUp === true)) {
          toldCaughtUp = caughtUp;
          yield { events, position, caughtUp };
        }
        if (isUnannounced && events.length > 0) {
          // The subscription hangs.
          bell?.close();
          bell = undefined;
          verifiedAt = -Infinity;
        }
        isUnannounced = false;
        if (!page.isLast) continue;
        if (behindSince !== undefined && performance.now() - behindSince >= watchdogMs)
          throw new Error('the node that is read stays behind the one that leads');
        bell ??= log.signalAfter(readTo);
        await bell.next(rings, behindSince === undefined ? headEveryMs : firstRetryMs, signal);
        if (bell.failure !== undefined) throw bell.failure;
        retryMs = firstRetryMs;
        isUnannounced = bell.rings === rings;
        // Whether this node is at the end of the log only the one that leads can say.
        if (isUnannounced && !signal.aborted && (await log.leaderHead()) > position)
          behindSince ??= performance.now();
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof LogReplacedError) throw error;
        bell?.close();
        bell = undefined;
        behindSince = undefined;
        verifiedAt = -Infinity;
        log.leaveNode();
        if (toldCaughtUp === true) {
          // How far the log is, is not known now: that is not a lag of nothing.
          toldCaughtUp = false;
          yield { events: [], position, caughtUp: false };
        }
        await delay(retryMs, undefined, { signal }).catch(() => undefined);
        retryMs = Math.min(retryMs * 2, longestRetryMs);
      }
    }
  } finally {
    bell?.close();
  }
}
