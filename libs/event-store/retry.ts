import { setTimeout as sleep } from 'node:timers/promises';

/** The wait after the first failure and the longest one, in milliseconds. `onRetry` throws the error when a retry does not help. */
type RetryOptions = {
  signal?: AbortSignal;
  firstMs: number;
  maxMs: number;
  onRetry?: (error: unknown, retryInMs: number) => void;
};

/**
 * Does something until it succeeds, and waits twice as long after each further failure.
 * @throws what `onRetry` throws; the signal's reason once it is aborted
 */
export async function retry<T>(
  work: () => T | Promise<T>,
  { signal, firstMs, maxMs, onRetry }: RetryOptions,
): Promise<T> {
  for (let retryInMs = firstMs; ; retryInMs = Math.min(retryInMs * 2, maxMs)) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      onRetry?.(error, retryInMs);
    }
    await sleep(retryInMs, undefined, signal && { signal }).catch(() => undefined);
  }
}
