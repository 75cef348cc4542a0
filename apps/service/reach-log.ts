import { setTimeout as sleep } from 'node:timers/promises';
import type { EventReader, Position } from '#event-store';
import { StoreRefusedError, StoreUnavailableError } from '#event-store';
import type { Foundation } from './foundation.js';

/** A store that is there answers by then, and a start need not go on without it. */
const START_MS = 2_000;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;

/**
 * Asks the log until it answers. A store that is away keeps no process from starting: it waits, its health says for what,
 * and commands are refused meanwhile. A store that answers with a refusal ends it, now or later: nothing gets better by
 * waiting.
 *
 * @returns when the store has answered, or after a while without, the head of the log as it was when it first answered
 * @throws StoreRefusedError
 */
export async function reachLog(
  { logger, closers, fail }: Pick<Foundation, 'logger' | 'closers' | 'fail'>,
  reader: Pick<EventReader, 'head'>,
): Promise<{ head: Promise<Position> }> {
  const stopping = new AbortController();
  closers.add('the wait for the event store', () => stopping.abort());
  const head = patiently(reader, stopping.signal, (reason, retryInMs) =>
    logger.warn({ reason, retryInMs }, 'waiting for the event store'),
  );
  await Promise.race([head, sleep(START_MS, undefined, { ref: false })]);
  // From here on nobody waits for it.
  head.catch((error: unknown) => stopping.signal.aborted || fail(error));
  return { head };
}

async function patiently(
  reader: Pick<EventReader, 'head'>,
  signal: AbortSignal,
  waits: (reason: string, retryInMs: number) => void,
): Promise<Position> {
  for (let retryInMs = FIRST_RETRY_MS; ; retryInMs = Math.min(retryInMs * 2, LONGEST_RETRY_MS)) {
    try {
      return await reader.head();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError) || error instanceof StoreRefusedError) throw error;
      waits(error.message, retryInMs);
    }
    await sleep(retryInMs, undefined, { signal });
  }
}
