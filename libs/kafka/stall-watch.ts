/** After this long with pending work and no known outage, the consumer reports a stall. */
export const STALL_LIMIT_MS = 30_000;

/** After this long in a stall, the process should be restarted. */
export const STALL_FATAL_MS = 120_000;

/**
 * Detects a consumer that makes no progress although nothing failed. An outage of the store or the brokers is not a stall, however
 * long it lasts: a restart would not help.
 */
export class StallWatch {
  #since: number | undefined;
  #progressAt: number | undefined;

  /** @param progressAt time of the last progress; all times in ms of one clock */
  observe(now: number, facts: { lag: bigint; progressAt: number; inTrouble: boolean }): void {
    const { lag, progressAt, inTrouble } = facts;
    if (lag <= 0n || inTrouble || progressAt !== this.#progressAt) this.#since = undefined;
    else this.#since ??= now;
    this.#progressAt = progressAt;
  }

  /** Duration of the current stall in ms; 0 when there is none. */
  stalledMs(now: number): number {
    return this.#since === undefined ? 0 : now - this.#since;
  }
}
