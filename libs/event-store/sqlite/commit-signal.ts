import { BroadcastChannel } from 'node:worker_threads';

/** By file, so that all threads of this process meet. */
const channelName = (file: string): string => `support-access.commits:${file}`;

/** The writer's end: says that something was committed, to every thread of this process. */
export class CommitAnnouncer {
  readonly #channel: BroadcastChannel;

  constructor(file: string) {
    this.#channel = new BroadcastChannel(channelName(file));
    this.#channel.unref();
  }

  announce(): void {
    this.#channel.postMessage(null);
  }

  close(): void {
    this.#channel.close();
  }
}

/**
 * The readers' end. Announcements coalesce into a count: a follower that is busy when ten commits happen reads once.
 */
export class CommitSignal {
  readonly #channel: BroadcastChannel;
  readonly #waiting = new Set<() => void>();
  #count = 0;

  constructor(file: string) {
    this.#channel = new BroadcastChannel(channelName(file));
    this.#channel.unref();
    this.#channel.onmessage = () => this.#wake();
  }

  /** How many commits were announced. */
  get count(): number {
    return this.#count;
  }

  /** Resolves at once if there were commits after `seen`; else at the next one, on abort, or after a while. */
  after(seen: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.#count !== seen || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      signal.addEventListener('abort', wake);
      this.#waiting.add(wake);
    });
  }

  close(): void {
    this.#channel.close();
    this.#wake();
  }

  #wake(): void {
    this.#count += 1;
    for (const wake of this.#waiting) wake();
  }
}
