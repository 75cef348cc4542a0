/** The service's clock as far as answers told it: what counts is its time, and a visitor's clock may be wrong. */
export class ServerClock {
  #aheadMs: number;

  /** @param now the service's time when it wrote the page, in milliseconds since 1970 */
  constructor(now: number = Date.now()) {
    this.#aheadMs = now - Date.now();
  }

  now(): number {
    return Date.now() + this.#aheadMs;
  }

  /** @param instant the service's time in an answer that just came */
  set(instant: string): void {
    this.#aheadMs = Date.parse(instant) - Date.now();
  }
}
