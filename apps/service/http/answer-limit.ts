import { StoreUnavailableError } from '#event-store';

/** How long a command over HTTP may wait for its outcome, in milliseconds: the caller is promised an answer within 5 s. */
export const ANSWER_LIMIT_MS = 4_500;

/**
 * Bounds the wait. The work itself goes on after the limit, and a repeated command finds what it recorded.
 * @throws StoreUnavailableError after the limit
 */
export async function answeredWithin<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const reason = `the command has no outcome after ${limitMs} ms, and may be recorded yet`;
    timer = setTimeout(() => reject(new StoreUnavailableError(reason)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
