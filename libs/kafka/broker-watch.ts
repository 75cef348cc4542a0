import { within } from './back-off.js';
import { SILENCE_LIMIT_MS } from './health.js';
import type { PartitionLag } from './partition-lag.js';

/** A connection that asks the brokers for the group's lag, to find out whether they answer. */
export type BrokerProbe = {
  /** The group's lag in every partition of the command topics. */
  lag(): Promise<readonly PartitionLag[]>;
  close(): Promise<void>;
};

const INTERVAL_MS = 2_000;
const CLOSE_LIMIT_MS = 2_000;

/**
 * Polls the brokers to know whether they answer: a client with unlimited retries never reports an outage, and an idle client does
 * not notice one.
 */
export class BrokerWatch {
  #answeredAt = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #probe: BrokerProbe | undefined;
  #asking = false;
  readonly #listeners = new Set<(lag: readonly PartitionLag[]) => void>();

  /**
   * @param connect a new probe; one that failed is not used again
   * @param cause why the brokers may not answer, if something else is known to be wrong
   */
  constructor(
    private readonly connect: () => BrokerProbe,
    private readonly cause: () => string | undefined = () => undefined,
  ) {}

  start(): void {
    this.#answeredAt = performance.now();
    this.#timer = setInterval(() => void this.#ask(), INTERVAL_MS);
    // This timer must not keep the process alive.
    this.#timer.unref();
  }

  /** Called at every answer, every other second, with the group's lag by partition. @returns a function that removes the listener */
  onAnswer(listener: (lag: readonly PartitionLag[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Why the brokers count as unreachable; undefined while they answer. */
  get trouble(): string | undefined {
    const silentMs = performance.now() - this.#answeredAt;
    if (silentMs <= SILENCE_LIMIT_MS + INTERVAL_MS) return undefined;
    const cause = this.cause();
    return `no answer from the Kafka brokers for ${Math.round(silentMs / 1_000)} s${cause ? `: ${cause}` : ''}`;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await within(CLOSE_LIMIT_MS, this.#drop());
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      this.#probe ??= this.connect();
      const asked = this.#probe.lag();
      asked.catch(() => {});
      const lag = await within(SILENCE_LIMIT_MS, asked);
      if (lag === undefined) throw new Error('no answer in time');
      this.#answeredAt = performance.now();
      for (const listener of this.#listeners) listener(lag);
    } catch {
      void this.#drop();
    } finally {
      this.#asking = false;
    }
  }

  async #drop(): Promise<void> {
    const probe = this.#probe;
    this.#probe = undefined;
    await probe?.close().catch(() => {});
  }
}
