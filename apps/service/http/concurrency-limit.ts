import type { Counter } from '@prometheus-io/client';
import { ProblemError, unavailable } from './problem-error.js';

export type ConcurrencyBounds = {
  /** Name of the answers in the plural, for the texts of refusals. */
  what: string;
  /** Maximum per process. */
  total: number;
  /** Maximum per process and caller. */
  perCaller: number;
  retryAfterSeconds: number;
};

/** Limits the long answers of one kind that are in progress, in total and per caller. */
export class ConcurrencyLimit {
  readonly #byCaller = new Map<string, number>();
  #open = 0;

  constructor(
    private readonly bounds: ConcurrencyBounds,
    /** Counts refusals by `reason`: `caller` or `total`. */
    private readonly refusals: Pick<Counter<'reason'>, 'inc'>,
  ) {
    for (const reason of ['caller', 'total']) refusals.inc({ reason }, 0);
  }

  get open(): number {
    return this.#open;
  }

  /**
   * @param caller by their token
   * @param perCaller how many this one may have; the bound of all when absent
   * @returns a function to call when the answer has ended, in whatever way
   * @throws ProblemError 429 for a caller who has too many; 503 when there are too many of all
   */
  begin(caller: string, perCaller = this.bounds.perCaller): () => void {
    const { what, total, retryAfterSeconds } = this.bounds;
    const own = this.#byCaller.get(caller) ?? 0;
    if (own >= perCaller) {
      this.refusals.inc({ reason: 'caller' });
      throw new ProblemError(429, 'TOO_MANY_REQUESTS', `${own} ${what} of yours are under way`, {
        headers: { 'Retry-After': String(retryAfterSeconds) },
      });
    }
    if (this.#open >= total) {
      this.refusals.inc({ reason: 'total' });
      throw unavailable(`${this.#open} ${what} are under way`, retryAfterSeconds);
    }
    this.#open += 1;
    this.#byCaller.set(caller, own + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#open -= 1;
      const left = this.#byCaller.get(caller)! - 1;
      if (left === 0) this.#byCaller.delete(caller);
      else this.#byCaller.set(caller, left);
    };
  }
}
