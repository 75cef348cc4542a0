/** So long may there be work, and nothing known in its way, without any of it getting done, before that is said. */
export const STALL_LIMIT_MS = 30_000;

/** And so long before a restart is the better answer. */
export const STALL_FATAL_MS = 120_000;

/**
 * Sees what no error tells: there is work, nothing known is in its way, and none of it gets done. An outage of the store or the
 * brokers is no stall, however long: it ends by itself, and restarting would not help.
 */
export class StallWatch {
  #since: number | undefined;
  #progressAt: number | undefined;

  /** @param progressAt when something last got done; all times in ms on one clock */
  observe(now: number, facts: { lag: bigint; progressAt: number; inTrouble: boolean }): void {
    const { lag, progressAt, inTrouble } = facts;
    if (lag <= 0n || inTrouble || progressAt !== this.#progressAt) this.#since = undefined;
    else this.#since ??= now;
    this.#progressAt = progressAt;
  }

  /** For how long, in ms; 0 when there is no stall. */
  stalledMs(now: number): number {
    return this.#since === undefined ? 0 : now - this.#since;
  }
}
