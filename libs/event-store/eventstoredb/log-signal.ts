import { streamNameFilter } from '@eventstore/db-client';
import type { Position } from '../event-store.js';
import { LOG_START } from '../event-store.js';
import type { Connection } from './connection.js';
import { FILTER_PREFIX } from './reads.js';

/**
 * A subscription that only says that something was written to a stream of ours. What it sends is not used: see follow.ts.
 * It ends with its first error and does not reconnect.
 */
export class LogSignal {
  #rings = 0;
  #failure: Error | undefined;
  #wake = (): void => undefined;
  readonly #stream;

  /** @param after exclusive */
  constructor(connection: Connection, after: Position) {
    this.#stream = connection.client.subscribeToAll({
      fromPosition: after === LOG_START ? 'start' : { commit: after, prepare: after },
      filter: streamNameFilter({ prefixes: [connection.namespace + FILTER_PREFIX] }),
    });
    this.#stream.on('data', () => {
      this.#rings++;
      this.#wake();
    });
    const failed = (error?: Error): void => {
      this.#failure ??= error ?? new Error('the subscription ended');
      this.#wake();
    };
    this.#stream.on('error', failed);
    this.#stream.on('end', () => failed());
    this.#stream.on('close', () => failed());
  }

  /** How often it rang so far. */
  get rings(): number {
    return this.#rings;
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Resolves when it rang more often than `rings`, or failed, or after `limitMs`. */
  async next(rings: number, limitMs: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, limitMs);
      this.#wake = done;
      signal.addEventListener('abort', done);
      if (signal.aborted || this.#failure !== undefined || this.#rings > rings) done();
    });
  }

  close(): void {
    this.#stream.unsubscribe().catch(() => undefined);
    // The error listener stays: an 'error' that nobody listens to ends the process.
    this.#stream.removeAllListeners('data');
    this.#stream.resume();
  }
}
