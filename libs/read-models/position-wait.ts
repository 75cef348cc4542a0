import type { Position } from '#event-store';

const POLL_MS = 5;

type Waiting = {
  position: Position;
  until: number;
  resolve(reached: boolean): void;
  reject(e: unknown): void;
};

/**
 * Waits for a position that another thread or process reaches. One poll serves everybody who waits, so that a thousand
 * waiting requests cost no more than one.
 */
export class PositionWait {
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly read: () => Position) {}

  for(position: Position, timeoutMs: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ position, until: performance.now() + timeoutMs, resolve, reject });
      if (!this.#timer) this.#look();
    });
  }

  /** Nobody waits any longer. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const one of this.#waiting.splice(0)) one.resolve(false);
  }

  #look(): void {
    this.#timer = undefined;
    const now = performance.now();
    try {
      const reached = this.read();
      this.#waiting = this.#waiting.filter((one) => {
        const done = reached >= one.position || now >= one.until;
        if (done) one.resolve(reached >= one.position);
        return !done;
      });
    } catch (error) {
      for (const one of this.#waiting.splice(0)) one.reject(error);
    }
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#look(), POLL_MS);
  }
}
