import type { Clock } from '#config';
import type { Scheduler } from './scheduler.js';

/**
 * A clock that goes when told, and the timers that go with it. Timers run on elapsed time: a clock that is set back or
 * forward does not move them, as in life.
 */
export class SimulatedTime implements Clock {
  #elapsedMs = 0;
  readonly #timers = new Set<{ dueMs: number; work: () => void }>();
  #armed: () => void = () => undefined;

  constructor(private epochMs: number) {}

  now(): number {
    return this.epochMs + this.#elapsedMs;
  }

  /** Somebody sets the clock. */
  step(byMs: number): void {
    this.epochMs += byMs;
  }

  readonly scheduler: Scheduler = (work, delayMs) => {
    const timer = { dueMs: this.#elapsedMs + delayMs, work };
    this.#timers.add(timer);
    this.#armed();
    return () => this.#timers.delete(timer);
  };

  /** The delays of the timers that are set, in milliseconds. */
  get pending(): number[] {
    return [...this.#timers].map(({ dueMs }) => dueMs - this.#elapsedMs);
  }

  /** Lets time pass, and each timer run in its turn; one that a timer's work sets again runs, too. */
  async pass(ms: number): Promise<void> {
    const endMs = this.#elapsedMs + ms;
    for (;;) {
      const next = [...this.#timers].sort((one, other) => one.dueMs - other.dueMs)[0];
      if (!next || next.dueMs > endMs) break;
      this.#elapsedMs = Math.max(this.#elapsedMs, next.dueMs);
      this.#timers.delete(next);
      const armed = new Promise<void>((resolve) => (this.#armed = resolve));
      next.work();
      // The saga sets its next timer when it has done what was due.
      await armed;
    }
    this.#elapsedMs = endMs;
  }
}
