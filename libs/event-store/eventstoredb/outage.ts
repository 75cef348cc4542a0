import { setTimeout as delay } from 'node:timers/promises';
import { StoreAwayError, StoreRefusedError, StoreUnavailableError } from '../errors.js';

export type OutageParts = {
  /** Asks the server, the node that leads where only that one counts. */
  probe: () => Promise<unknown>;
  /** Lets go of the connection. */
  drop: (reason: string) => Promise<void>;
  /** How long the question may go without an answer. */
  probeLimitMs: number;
  /** Between two of these questions. */
  pauseMs: number;
};

/**
 * Knows whether the server is away. A call that failed proves nothing about the next one, so a small question is asked at once;
 * if that has no answer, the connection is dropped, and until a question is answered every call fails without being sent.
 */
export class Outage {
  readonly #closing = new AbortController();
  #isAsking = false;
  #reason: string | undefined;

  constructor(private readonly parts: OutageParts) {}

  /** @throws StoreAwayError while the server is known to be away */
  check(): void {
    if (this.#reason !== undefined) throw new StoreAwayError(this.#reason);
  }

  /** Called with the error of a call. A refusal is an answer: the server is there. */
  suspect(error: unknown): void {
    const isAway = error instanceof StoreUnavailableError && !(error instanceof StoreRefusedError);
    if (isAway && !this.#isAsking && !this.#closing.signal.aborted) void this.#ask();
  }

  close(): void {
    this.#closing.abort();
  }

  async #ask(): Promise<void> {
    const { signal } = this.#closing;
    this.#isAsking = true;
    while (!signal.aborted) {
      const failure = await this.#failure();
      this.#reason = failure;
      if (failure === undefined) break;
      await this.parts.drop(failure).catch(() => undefined);
      await delay(this.parts.pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
    this.#isAsking = false;
  }

  /** What is wrong with the server, undefined when it answers. */
  async #failure(): Promise<string | undefined> {
    const { probe, probeLimitMs } = this.parts;
    const late = delay(probeLimitMs, `no answer within ${probeLimitMs} ms`, { ref: false });
    const answered = probe().then(
      () => undefined,
      (error: unknown) => (error instanceof StoreRefusedError ? undefined : plain((error as Error).message)),
    );
    return Promise.race([answered, late]);
  }
}

/** Without the words that {@link StoreUnavailableError} puts before every reason. */
const plain = (message: string): string => message.replace(/^the event store is unavailable: /, '');

/** The reason that was found, for a call that was not sent. A refusal stays one. */
export const stillAway = (reason: StoreUnavailableError): StoreUnavailableError =>
  reason instanceof StoreRefusedError ? reason : new StoreAwayError(plain(reason.message));
