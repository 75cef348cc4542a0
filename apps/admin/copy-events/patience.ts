import { setTimeout as sleep } from 'node:timers/promises';
import { StoreRefusedError, StoreUnavailableError } from '#event-store';

const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 5_000;
/** A server that is restarted, or a new leader, takes seconds; an operator who is not there should find that it gave up. */
const GIVE_UP_MS = 5 * 60_000;

/** Waits for stores that do not answer, each time longer, and gives up in the end. */
export class Patience {
  #retryMs = FIRST_RETRY_MS;
  #since: number | undefined;

  /** @param waiting told of the first failure in a row */
  constructor(
    private readonly signal: AbortSignal,
    private readonly waiting: (error: Error) => void = () => undefined,
  ) {}

  /** Does it until there is an answer. @throws what is not for waiting, and whatever it was when the signal aborts */
  async run<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        const result = await work();
        this.answered();
        return result;
      } catch (error) {
        await this.wait(error);
      }
    }
  }

  /** A store has answered. */
  answered(): void {
    this.#retryMs = FIRST_RETRY_MS;
    this.#since = undefined;
  }

  /** @throws the same error when there is nothing to wait for, or no more patience */
  async wait(error: unknown): Promise<void> {
    const isAway = error instanceof StoreUnavailableError && !(error instanceof StoreRefusedError);
    if (!isAway || this.signal.aborted) throw error;
    if (this.#since === undefined) this.waiting(error);
    this.#since ??= performance.now();
    if (performance.now() - this.#since > GIVE_UP_MS) throw error;
    await sleep(this.#retryMs, undefined, { signal: this.signal });
    this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS);
  }
}
