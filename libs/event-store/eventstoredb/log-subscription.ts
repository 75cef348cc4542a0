import type { Position } from '../event-store.js';
import { LOG_START } from '../event-store.js';
import type { RecordedEvent } from '../recorded-event.js';
import { streamNameFilter } from '@eventstore/db-client';
import type { Connection } from './connection.js';
import { FILTER_PREFIX } from './reads.js';
import { fromStored } from './stored-form.js';

/** Past this many events that nobody has taken yet, the server is asked to wait. */
const MOST_BUFFERED = 2_000;
/**
 * How often the server says that it is still looking, in windows of 32 events: a sign of life in a log that mostly holds
 * others' events. What position it names is not used, see follow.ts.
 */
const CHECKPOINT_WINDOWS = 32;

/** One subscription to the log, from the confirmation to its one error: it never comes back by itself. */
export class LogSubscription {
  /** Nothing came after what was given, when it was looked at last. */
  #live = false;
  #events: RecordedEvent[] = [];
  #failure: Error | undefined;
  #heard = 0;
  #wake = (): void => undefined;
  readonly #stream;

  /** @param after exclusive */
  constructor(connection: Connection, after: Position) {
    this.#stream = connection.client.subscribeToAll({
      fromPosition: after === LOG_START ? 'start' : { commit: after, prepare: after },
      filter: streamNameFilter({
        prefixes: [connection.namespace + FILTER_PREFIX],
        checkpointInterval: CHECKPOINT_WINDOWS,
        checkpointReached: async () => this.#note(() => undefined),
      }),
    });
    this.#stream.on('data', ({ event }) =>
      this.#note(() => {
        if (event === undefined) return;
        this.#events.push(fromStored(event, connection.namespace));
        if (this.#events.length >= MOST_BUFFERED) this.#stream.pause();
      }),
    );
    this.#stream.on('confirmation', () => this.#note(() => undefined));
    this.#stream.on('caughtUp', () => this.#note(() => (this.#live = true)));
    this.#stream.on('fellBehind' as 'caughtUp', () => this.#note(() => (this.#live = false)));
    const failed = (error?: Error): void =>
      this.#note(() => (this.#failure ??= error ?? new Error('the subscription ended')));
    this.#stream.on('error', failed);
    this.#stream.on('end', () => failed());
    this.#stream.on('close', () => failed());
  }

  /** Messages of any kind so far: whether it is alive. */
  get heard(): number {
    return this.#heard;
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  get buffered(): number {
    return this.#events.length;
  }

  /** Whether the end of the log is known to be behind what is buffered. A signal may overtake events in the client's queue. */
  get live(): boolean {
    return this.#live && this.#stream.readableLength === 0;
  }

  take(): RecordedEvent[] {
    const events = this.#events;
    this.#events = [];
    if (this.#stream.isPaused()) this.#stream.resume();
    return events;
  }

  /** Until something happens, at most so long. */
  async change(limitMs: number, signal: AbortSignal): Promise<void> {
    const before = this.#heard;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, limitMs);
      this.#wake = done;
      signal.addEventListener('abort', done);
      if (signal.aborted || this.#failure !== undefined || this.#heard !== before) done();
    });
  }

  close(): void {
    this.#stream.unsubscribe().catch(() => undefined);
    // Whatever still comes is for nobody, and an error after the end must find somebody.
    this.#stream.removeAllListeners('data');
    this.#stream.resume();
  }

  #note(change: () => void): void {
    change();
    this.#heard++;
    this.#wake();
  }
}
