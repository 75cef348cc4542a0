import { LOG_START, LogReplacedError } from '#event-store';
import type { EventReader, Position, RecordedEvent } from '#event-store';
import { asError } from '#domain';
import { backOffMs, pause, within } from './back-off.js';
import type { BrokerWatch } from './broker-watch.js';
import type { OutgoingRecord, RecordProducer } from './client.js';
import { eventRecord, isPublished } from './event-record.js';
import { down, SILENCE_LIMIT_MS, UP } from './health.js';
import type { KafkaHealth } from './health.js';
import type { Log } from './log.js';
import type { KafkaObserver } from './observer.js';
import { estimateRecordBytes } from './record-bytes.js';
import { STALL_FATAL_MS, STALL_LIMIT_MS, StallWatch } from './stall-watch.js';
import type { KafkaTracing } from './tracing.js';

/** The publisher's saved position in the log. It may be behind and never ahead; events in between are published again. */
export type FollowerPosition = {
  load(): Promise<Position>;
  save(position: Position): Promise<void>;
};

export type EventPublisherParts = {
  reader: EventReader;
  position: FollowerPosition;
  producer: RecordProducer;
  topic: string;
  source: string;
  /** Resolves with the maximum bytes of a request once the topics exist. */
  ready: Promise<{ eventBytes: number }>;
  /** Why the topics are not ready yet; undefined when they are. */
  preparing: () => string | undefined;
  watch: BrokerWatch;
  observer: KafkaObserver;
  tracing?: KafkaTracing | undefined;
  log: Log;
};

/** Maximum records per request; kafkajs's cost of a request grows with the square of its records per partition. */
const MAX_RECORDS = 500;
const SAVE_INTERVAL_MS = 250;
const STOP_LIMIT_MS = 8_000;

/**
 * Produces every event of every workspace to the events topic, at least once and in order per workspace: it sends one request at a
 * time and repeats a failed one before the next.
 */
export class EventPublisher {
  /** Resolves with the reason when this publisher cannot recover: the process should exit and be restarted. */
  readonly failed: Promise<Error>;

  readonly #abort = new AbortController();
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #unwatch: () => void = () => undefined;
  #mostBytes = 0;
  #published: Position = LOG_START;
  /** Whether the saved position was checked against this log; nothing is published before that. */
  #isPlaced = false;
  #saved: Position = LOG_START;
  #saving: Promise<void> | undefined;
  #caughtUp = false;
  #behindSince: number | undefined = performance.now();
  #trouble: Error | undefined;
  #sendingSince: number | undefined;
  readonly #stall = new StallWatch();
  #publishedAt = performance.now();
  #fail!: (error: Error) => void;
  #failure: Error | undefined;

  constructor(private readonly parts: EventPublisherParts) {
    this.failed = new Promise((resolve) => {
      this.#fail = (error) => resolve((this.#failure ??= error));
    });
  }

  /** Starts after the saved position; resolves once that was read. */
  async start(): Promise<void> {
    try {
      this.#mostBytes = (await this.parts.ready).eventBytes;
      this.#published = this.#saved = await this.parts.position.load();
    } catch (thrown) {
      this.#fail(asError(thrown));
      throw thrown;
    }
    if (this.#abort.signal.aborted) return;
    this.#unwatch = this.parts.watch.onAnswer(() => void this.#lookForStall());
    // Cleared in a callback, which runs after the assignment: a save with nothing to do ends synchronously, and clearing it in
    // line would leave the old promise in place for ever.
    const saveOnce = (): Promise<void> =>
      (this.#saving ??= this.#save().finally(() => (this.#saving = undefined)));
    this.#timer = setInterval(() => void saveOnce(), SAVE_INTERVAL_MS);
    this.#running = this.#run();
  }

  /** Finishes the request in flight and saves the position. Idempotent. */
  async stop(): Promise<void> {
    this.#abort.abort();
    clearInterval(this.#timer);
    this.#unwatch();
    await within(STOP_LIMIT_MS, this.#running ?? Promise.resolve());
    await this.#saving;
    await this.#save();
  }

  /** `caughtUp`: whether the position was the log's end at the last look. `lagMs`: how long the publisher has been behind, 0 if not. */
  progress(): { position: Position; caughtUp: boolean; lagMs: number } {
    const lagMs = this.#behindSince === undefined ? 0 : performance.now() - this.#behindSince;
    return { position: this.#published, caughtUp: this.#caughtUp, lagMs };
  }

  health(): KafkaHealth {
    if (this.#failure) return down(`the event publisher failed: ${this.#failure.message}`);
    const trouble = this.parts.preparing() ?? this.parts.watch.trouble ?? this.#known();
    if (trouble !== undefined) return down(trouble);
    if (this.#running === undefined) return down('the event publisher has not started yet');
    const stalledMs = this.#stall.stalledMs(performance.now());
    return stalledMs > STALL_LIMIT_MS
      ? down(`events are waiting, and none was published for ${Math.round(stalledMs / 1_000)} s`)
      : UP;
  }

  /** Why no progress is expected now; undefined when nothing is known to be wrong. */
  #known(): string | undefined {
    if (this.#trouble) return `events cannot be published: ${this.#trouble.message}`;
    const waitingMs = performance.now() - (this.#sendingSince ?? Infinity);
    return waitingMs > SILENCE_LIMIT_MS
      ? `events wait for an answer of the Kafka brokers for ${Math.round(waitingMs / 1_000)} s`
      : undefined;
  }

  async #lookForStall(): Promise<void> {
    const head = await this.parts.reader.head().catch(() => undefined);
    // `follow` retries while the store does not answer, and the store has its own health component.
    const inTrouble = head === undefined || this.#known() !== undefined;
    const lag = head !== undefined && head > this.#published ? 1n : 0n;
    const now = performance.now();
    this.#stall.observe(now, { lag, progressAt: this.#publishedAt, inTrouble });
    if (this.#stall.stalledMs(now) > STALL_FATAL_MS)
      this.#fail(new Error('events are waiting, and nothing known is in their way'));
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    for (let failures = 0; !signal.aborted;) {
      try {
        if (!this.#isPlaced) await this.#takePlace();
        for await (const batch of this.parts.reader.follow(this.#published, signal)) {
          if (batch.events.length > 0 || !batch.caughtUp) this.#behindSince ??= performance.now();
          if (!(await this.#publish(batch.events))) return;
          this.#published = batch.position;
          this.#publishedAt = performance.now();
          this.#caughtUp = batch.caughtUp;
          if (batch.caughtUp) this.#behindSince = undefined;
          failures = 0;
        }
      } catch (thrown) {
        failures += 1;
        this.#behindSince ??= performance.now();
        if (thrown instanceof LogReplacedError) {
          // Nothing of it is published, until this process is started anew.
          this.#trouble = thrown;
          return;
        }
        await this.#failed('the log cannot be followed', thrown, failures);
      }
    }
  }

  /**
   * Checks the saved position. One of another store or of a restored log is useless: to continue there would skip events, or wait for
   * a position that never comes. The publisher then starts over, and consumers see repeats.
   */
  async #takePlace(): Promise<void> {
    const { reader, log } = this.parts;
    const saved = this.#published;
    if (saved !== LOG_START && (await reader.eventAt(saved)) === undefined) {
      log.warn(
        { position: `${saved}` },
        'the log has no event where the publisher was: all are published again',
      );
      this.#published = LOG_START;
    }
    this.#isPlaced = true;
  }

  /** @returns whether all events were produced; false when stopped before */
  async #publish(events: readonly RecordedEvent[]): Promise<boolean> {
    let chunk: OutgoingRecord[] = [];
    let bytes = 0;
    for (const event of events) {
      if (!isPublished(event)) continue;
      const record = eventRecord(event, this.parts.source);
      const size = estimateRecordBytes(record);
      if (chunk.length === MAX_RECORDS || (chunk.length > 0 && bytes + size > this.#mostBytes)) {
        if (!(await this.#send(chunk))) return false;
        chunk = [];
        bytes = 0;
      }
      chunk.push(record);
      bytes += size;
    }
    return chunk.length === 0 || this.#send(chunk);
  }

  async #send(messages: OutgoingRecord[]): Promise<boolean> {
    const { producer, topic, observer, tracing } = this.parts;
    const arrived = tracing?.publishing(messages);
    for (let failures = 0; !this.#abort.signal.aborted;) {
      const startedAt = (this.#sendingSince = performance.now());
      try {
        await producer.send([{ topic, messages }]);
        this.#trouble = undefined;
        observer.eventsPublished(messages.length, performance.now() - startedAt);
        arrived?.();
        return true;
      } catch (thrown) {
        failures += 1;
        await this.#failed('events could not be produced', thrown, failures);
      } finally {
        this.#sendingSince = undefined;
      }
    }
    arrived?.(this.#trouble ?? new Error('stopped before'));
    return false;
  }

  async #failed(what: string, thrown: unknown, failures: number): Promise<void> {
    const error = (this.#trouble = asError(thrown));
    this.parts.log.warn({ err: error, failures }, `${what}; trying again`);
    this.parts.observer.retrying('publish', error);
    await pause(backOffMs(failures), this.#abort.signal);
  }

  /** Never rejects: an unsaved position only means that more events are published again. */
  async #save(): Promise<void> {
    const position = this.#published;
    try {
      if (position !== this.#saved) await this.parts.position.save(position);
      this.#saved = position;
    } catch (error) {
      this.parts.log.warn(
        { err: error },
        'the position of the event publisher could not be saved; trying again',
      );
    }
  }
}
