const FIRST_MS = 100;
const MOST_MS = 1_000;

/** How long to wait before the attempt after this many failures: doubling from 100 ms to 1 s, up to a fifth less, so that many do not return as one. */
export const backOffMs = (failures: number): number =>
  Math.min(FIRST_MS * 2 ** (failures - 1), MOST_MS) * (1 - Math.random() / 5);

/** Waits, or not at all once the signal is aborted. */
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

/** The promise's outcome, or `undefined` when it takes longer; it goes on by itself then, and must not reject unheard. */
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

export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));
