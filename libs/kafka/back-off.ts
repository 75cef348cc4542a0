const FIRST_MS = 100;
const MAX_MS = 1_000;

/** Milliseconds to wait after so many failures: doubles from 100 ms to 1 s, less up to 20 % of jitter so that clients do not retry in step. */
export const backOffMs = (failures: number): number =>
  Math.min(FIRST_MS * 2 ** (failures - 1), MAX_MS) * (1 - Math.random() / 5);

/** Resolves after `ms`, or as soon as the signal is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}

/** The promise's outcome, or `undefined` when it takes longer; the work is not cancelled then, and a later rejection is the caller's to handle. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
