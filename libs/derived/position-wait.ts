import type { Position } from '#event-store';

const POLL_MS = 5;

type Waiting = {
  position: Position;
  until: number;
  resolve(reached: boolean): void;
  reject(e: unknown): void;
};

/**
 * Waits for a position that another thread or process reaches. One poll serves all waiting requests.
 */
export class PositionWait {
  #waiting: Waiting[] = [];
  #asked: Waiting[] = [];
  #looking = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly read: () => Position | Promise<Position>) {}

  for(position: Position, timeoutMs: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ position, until: performance.now() + timeoutMs, resolve, reject });
      if (!this.#looking) void this.#look();
    });
  }

  /** Nobody waits any longer. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#looking = false;
    for (const one of [...this.#asked.splice(0), ...this.#waiting.splice(0)]) one.resolve(false);
  }

  async #look(): Promise<void> {
    this.#looking = true;
    // Those who come while it is read wait for the next time: it may have been read before they came.
    const asked = (this.#asked = this.#waiting.splice(0));
    try {
      const reached = await this.read();
      const now = performance.now();
      for (const one of asked)
        if (reached >= one.position || now >= one.until) one.resolve(reached >= one.position);
        else this.#waiting.push(one);
    } catch (error) {
      for (const one of asked) one.reject(error);
    }
    this.#looking = this.#waiting.length > 0;
    if (this.#looking) this.#timer = setTimeout(() => void this.#look(), POLL_MS);
  }
}
