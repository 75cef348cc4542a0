import { createParser, ParseError } from 'eventsource-parser';
import { Attempt } from './attempt.js';
import { backOffMs, isPassing, notBefore, pause, retryAfterMs } from './back-off.js';
import { isOfType, ProblemError, refusal, UnexpectedAnswerError } from './problem-error.js';
import type { Fetch, Sending } from './retrying-fetch.js';

/** The service sends a comment every 15 s. A connection without three of them counts as broken. */
const SILENCE_MS = 45_000;
/** Characters; the largest event, with 1,000 owners, has a seventh of it. */
const MAX_MESSAGE_LENGTH = 1_048_576;

export type Following = {
  /** The position to begin after. When absent, events begin at the beginning of the log, and changes now. */
  after?: string;
  /** Aborting it ends the events. */
  signal?: AbortSignal;
  /** How long a connection may be silent before it counts as broken; 45 s unless said otherwise. */
  silenceMs?: number;
  /** Called whenever a connection is open. */
  onOpen?: () => void;
};

/** What came over a connection: an id by itself says where the stream begins. */
type Received = { id?: string | undefined; data?: string };

/** A message of a stream, and the position to continue after it. */
export type Followed<Data> = { position: string | undefined; data: Data };

/**
 * All messages after a position, then new ones as they happen: in order, without gaps or repeats, over as many connections as needed, each
 * with a fresh token. Bytes are read from the network on demand, so a slow reader keeps few in memory.
 *
 * @throws ProblemError and UnexpectedAnswerError for failures that a retry cannot mend; the errors of the token provider
 */
export async function* followStream<Data>(
  url: string,
  sending: Sending,
  { after, signal = new AbortController().signal, silenceMs = SILENCE_MS, onOpen }: Following,
): AsyncGenerator<Followed<Data>, void, undefined> {
  const { retry, onRetry } = sending;
  let last = after;
  for (let failures = 1; !signal.aborted; failures++) {
    const bearer = await sending.token?.();
    const connection = new Attempt(signal);
    const openedAt = performance.now();
    let cause: unknown = 'the stream ended';
    try {
      const opening = open(sending.fetch, url, { bearer, last, signal: connection.signal });
      const body = await connection.within(silenceMs, 'answer', opening);
      onOpen?.();
      for await (const { id, data } of messagesOf(body, connection, silenceMs)) {
        last = id ?? last;
        if (data === undefined) continue;
        failures = 1;
        yield { position: last, data: JSON.parse(data) as Data };
        if (signal.aborted) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isFinal(error)) throw error;
      cause = error;
    } finally {
      connection.end();
    }
    // A silent stream that lasted until its token ended has not failed.
    if (performance.now() - openedAt > retry.longestDelayMs) failures = 1;
    const askedMs = cause instanceof NotNowError ? cause.askedMs : 0;
    const delayMs = Math.max(backOffMs(failures, retry), notBefore(askedMs));
    onRetry({ url, failures, delayMs, cause });
    await pause(delayMs, signal);
  }
}

/** A temporary failure of the service: the stream retries without limit. */
class NotNowError extends Error {
  readonly code = 'NOT_NOW';
  constructor(
    readonly status: number,
    readonly askedMs: number,
  ) {
    super(`answered with ${status}`);
  }
}

const isFinal = (error: unknown): boolean =>
  [ProblemError, UnexpectedAnswerError, ParseError, SyntaxError].some((kind) => error instanceof kind);

type Opening = { bearer: string | undefined; last: string | undefined; signal: AbortSignal };

async function open(fetch: Fetch, url: string, { bearer, last, signal }: Opening) {
  const headers = {
    Accept: 'text/event-stream',
    ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
    ...(last !== undefined && { 'Last-Event-ID': last }),
  };
  const response = await fetch(url, { headers, signal });
  const { ok, status, body } = response;
  if (isPassing(status)) throw new NotNowError(status, retryAfterMs(response.headers) ?? 0);
  if (ok && isOfType(response, 'text/event-stream') && body !== null) return body;
  throw await refusal(response);
}

async function* messagesOf(
  body: NonNullable<Response['body']>,
  connection: Attempt,
  silenceMs: number,
): AsyncGenerator<Received, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const received: Received[] = [];
  const parser = createParser({
    maxBufferSize: MAX_MESSAGE_LENGTH,
    onId: (id) => received.push({ id }),
    onEvent: (message) => received.push(message),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') throw error;
    },
  });
  for (;;) {
    const { done, value } = await connection.within(silenceMs, 'sign of life', reader.read());
    if (done) return;
    parser.feed(decoder.decode(value, { stream: true }));
    yield* received.splice(0);
  }
}
