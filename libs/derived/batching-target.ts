import type { Position, RecordedEvent } from '#event-store';
import { LOG_START } from '#event-store';
import { asError } from '#domain';
import type { Bookmark, LogTarget } from './log-follower.js';

const MAX_EVENTS = 256;
const MAX_MS = 50;
const RETRY_MS = 1_000;

type Closable = LogTarget & { close(): Promise<void> };

/**
 * Applies small batches in larger ones, because a transaction costs as much as about ten events. It lags by at most 50 ms or 256 events. Its
 * position is that of the applied events, so after a crash the rest comes again.
 */
export class BatchingTarget implements Closable {
  #pending: RecordedEvent[] = [];
  #position: Position | undefined;
  /** The position that the pending events follow. */
  #after: Position | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failure: Error | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(private readonly target: Closable) {}

  /** The applied position. Pending events are dropped, and come again. */
  async bookmark(): Promise<Bookmark> {
    await this.#turn;
    this.#forget();
    return this.target.bookmark();
  }

  /** @throws the error of an earlier flush, too */
  async apply(
    events: readonly RecordedEvent[],
    position: Position,
    after: Position = LOG_START,
  ): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#after ??= after;
    for (const event of events) this.#pending.push(event);
    this.#position = position;
    if (this.#pending.length >= MAX_EVENTS || events.length === 0) {
      const failure = await this.#flush();
      if (failure) throw failure;
    } else this.#timer ??= this.#later(MAX_MS);
  }

  async reset(): Promise<void> {
    await this.#turn;
    this.#forget();
    await this.target.reset();
  }

  /** Applies the rest. */
  async close(): Promise<void> {
    if (this.#failure === undefined) await this.#flush();
    clearTimeout(this.#timer);
    await this.target.close();
  }

  #later(ms: number): NodeJS.Timeout {
    return setTimeout(() => void this.#flush(), ms);
  }

  /** Never rejects: the next `apply` throws the failure; until then the flush is retried. */
  #flush(): Promise<Error | undefined> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#turn = this.#turn.then(async () => {
      const [batch, position] = [this.#pending, this.#position];
      if (position === undefined) return;
      // What comes meanwhile is not of this position.
      this.#pending = [];
      try {
        await this.target.apply(batch, position, this.#after);
        this.#after = position;
        if (this.#position === position) this.#position = undefined;
        this.#failure = undefined;
      } catch (error) {
        this.#pending = [...batch, ...this.#pending];
        this.#failure = asError(error);
        this.#timer ??= this.#later(RETRY_MS);
      }
    });
    return this.#turn.then(() => this.#failure);
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pending = [];
    this.#position = undefined;
    this.#after = undefined;
    this.#failure = undefined;
  }
}
