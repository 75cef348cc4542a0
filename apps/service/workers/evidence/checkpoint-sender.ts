import { setTimeout as sleep } from 'node:timers/promises';
import type { EventReader } from '#event-store';
import { retry } from '#event-store';
import { firstPast, sizeOfNote } from '#evidence';
import { asError } from '#domain';

/** Where checkpoints go. */
export type CheckpointReceiver = { send(origin: string, notes: readonly string[]): Promise<void> };

export type OutboxOptions = {
  reader: Pick<EventReader, 'readCheckpoints' | 'lastCheckpoint'>;
  receiver: CheckpointReceiver;
  origin: string;
  failed: (error: Error, retryInMs: number) => void;
};

const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 10_000;

/**
 * Sends every recorded checkpoint, in order. The store is what remembers them: after a crash, or while nobody answers, the
 * rest follows from what the receiver has.
 */
export class CheckpointSender {
  readonly #stopping = new AbortController();
  /** The revision to go on from; undefined until what the receiver has was looked up. */
  #next: number | undefined;
  #received: readonly string[] = [];
  #running: Promise<void> | undefined;
  #wake: () => void = () => undefined;
  #sent: Promise<void> = Promise.resolve();
  #done: () => void = () => undefined;
  #inTrouble = false;

  constructor(private readonly options: OutboxOptions) {}

  /** @param received what the receiver has already, or the newest of it */
  start(received: readonly string[]): void {
    this.#received = received;
    this.#running = this.#run();
  }

  /** Called when there is a new one. */
  notify(): void {
    this.#sent = new Promise((resolve) => (this.#done = resolve));
    this.#wake();
  }

  /** Sends what is left if that goes fast. */
  async stop(withinMs: number): Promise<void> {
    if (this.#running !== undefined && !this.#inTrouble)
      await Promise.race([this.#sent, sleep(withinMs, undefined, { ref: false })]);
    this.#stopping.abort();
    this.#wake();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const onRetry = (error: unknown, retryInMs: number): void => {
      this.#inTrouble = true;
      this.options.failed(asError(error), retryInMs);
    };
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      const waits = { signal, firstMs: FIRST_RETRY_MS, maxMs: MAX_RETRY_MS, onRetry };
      // Rejects when the signal aborts; the loop's condition sees that.
      await retry(() => this.#sendRest(), waits).catch(() => undefined);
      this.#inTrouble = false;
      await woken;
    }
  }

  async #sendRest(): Promise<void> {
    const { reader, receiver, origin } = this.options;
    const done = this.#done;
    this.#next ??= await this.#firstUnsent();
    for await (const page of reader.readCheckpoints(this.#next)) {
      await receiver.send(
        origin,
        page.map(({ note }) => note),
      );
      this.#next += page.length;
    }
    done();
  }

  async #firstUnsent(): Promise<number> {
    const { reader } = this.options;
    const first = await firstPast(reader, Math.max(0, ...this.#received.map(sizeOfNote)));
    if (first) return first.revision;
    const last = await reader.lastCheckpoint();
    return last === undefined ? 0 : last.revision + 1;
  }
}
