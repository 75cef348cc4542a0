export type RetryPolicy = {
  /** Maximum number of attempts per request, the first included. The event stream reconnects without limit. */
  attempts: number;
  /** The wait after the first failure; it doubles with each further one. */
  firstDelayMs: number;
  /** The longest wait. A request whose `Retry-After` is longer fails at once. */
  longestDelayMs: number;
  /** How long one attempt may take, from the request to the last byte of the answer. */
  timeoutMs: number;
};

export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 5,
  firstDelayMs: 100,
  longestDelayMs: 30_000,
  timeoutMs: 30_000,
};

/** Statuses of a temporary failure: the request itself is right. */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export const isPassing = (status: number): boolean => PASSING.has(status);

/** Doubling with each failure, and down to a half less, so that many who failed together do not return together. */
export const backOffMs = (failures: number, { firstDelayMs, longestDelayMs }: RetryPolicy): number =>
  Math.min(firstDelayMs * 2 ** (failures - 1), longestDelayMs) * (1 - Math.random() / 2);

/**
 * How long an answer asks to wait: seconds, or a date (RFC 9110, 10.2.3), which is held against the answer's own `Date`, since
 * the two clocks may differ. Undefined when it does not say.
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const ms = Date.parse(value) - Date.parse(headers.get('date') ?? '');
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** Up to a tenth longer than asked for, for the same reason. */
export const notBefore = (ms: number): number => ms * (1 + Math.random() / 10);

/** Resolves after `ms`, or as soon as the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
