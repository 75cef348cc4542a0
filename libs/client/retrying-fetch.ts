import { Attempt } from './attempt.js';
import type { RetryPolicy } from './back-off.js';
import { backOffMs, isPassing, notBefore, pause, retryAfterMs } from './back-off.js';
import { ConnectionError } from './problem-error.js';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Passed to `onRetry` before each wait; for logs and metrics. */
export type Retry = {
  url: string;
  /** Number of failures so far. */
  failures: number;
  delayMs: number;
  /** The status of the answer, or the error without one. */
  cause: unknown;
};

export type Sending = {
  fetch: Fetch;
  /** Called before every attempt, because a token may expire during a wait; absent where somebody else adds it. */
  token?: () => Promise<string>;
  retry: RetryPolicy;
  onRetry: (retry: Retry) => void;
};

/**
 * Sends one request until the answer is not a temporary failure. Repeating is safe for every call of this API: reads change nothing,
 * and a write carries the same idempotency key each time.
 *
 * @throws ConnectionError when none came after the policy's attempts
 * @throws the reason of the request's signal when that is aborted
 */
export function retryingFetch({ fetch, token, retry, onRetry }: Sending) {
  return async (request: Request): Promise<Response> => {
    const { url, method, headers, signal } = request;
    const body = request.body === null ? null : await request.arrayBuffer();
    for (let failures = 1; ; failures++) {
      if (token) headers.set('Authorization', `Bearer ${await token()}`);
      let cause: unknown;
      let delayMs = backOffMs(failures, retry);
      try {
        const response = await answerInTime(fetch, url, { method, headers, body, signal }, retry.timeoutMs);
        const asked = retryAfterMs(response.headers) ?? 0;
        const isFinal = !isPassing(response.status) || asked > retry.longestDelayMs;
        if (isFinal || failures >= retry.attempts || (await waitingIsVain(response))) return response;
        cause = response.status;
        delayMs = Math.max(delayMs, notBefore(asked));
      } catch (error) {
        signal.throwIfAborted();
        if (failures >= retry.attempts) throw new ConnectionError(failures, error);
        cause = error;
      }
      onRetry({ url, failures, delayMs, cause });
      await pause(delayMs, signal);
      signal.throwIfAborted();
    }
  };
}

type Whole = { method: string; headers: Headers; body: ArrayBuffer | null; signal: AbortSignal };

/** Reads the body too, so that an answer that breaks off half-way counts as none. */
async function answerInTime(fetch: Fetch, url: string, sent: Whole, timeoutMs: number): Promise<Response> {
  const attempt = new Attempt(sent.signal);
  try {
    const answer = fetch(url, { ...sent, signal: attempt.signal }).then(whole);
    return await attempt.within(timeoutMs, 'whole answer', answer);
  } finally {
    attempt.end();
  }
}

async function whole(response: Response): Promise<Response> {
  const { status, statusText, headers } = response;
  const bytes = await response.arrayBuffer();
  // A status such as 204 may not have a body, not even an empty one.
  return new Response(bytes.byteLength === 0 ? null : bytes, { status, statusText, headers });
}

/** Whether a retry is useless: a refusal by the clock (T1) is recorded, so the same key gets it again; the others need an operator. */
async function waitingIsVain(response: Response): Promise<boolean> {
  return (
    response.status === 503 &&
    /"(CLOCK_BEHIND|LOG_DAMAGED|LOG_REPLACED|STORE_REFUSED)"/.test(await response.clone().text())
  );
}
