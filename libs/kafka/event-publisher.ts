import type { Bookmark, FollowerPosition, LogTarget } from '#derived';
import { LogFollower } from '#derived';
import { asError } from '#domain';
import { LOG_START, LogReplacedError } from '#event-store';
import type { EventReader, Position, RecordedEvent } from '#event-store';
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

/** The publisher's saved place in the log. It may be behind and never ahead; events in between are published again. */
export type PublisherPosition = Pick<FollowerPosition, 'load' | 'save'>;

/** What else is known of the log that the publisher follows. */
export type LogIdentity = {
  /** Called each time before the log is followed. @throws LogReplacedError if it is not the one that it was */
  require(): Promise<void>;
  /** Called when the log was found to be another one than this process has read; nothing of it is published. */
  replaced(error: LogReplacedError): void;
};

export type EventPublisherParts = {
  reader: EventReader;
  position: PublisherPosition;
  identity?: LogIdentity | undefined;
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
const CANNOT_FOLLOW = 'the log cannot be followed';

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
  readonly #follower: LogFollower;
  /** Undefined until it was loaded. */
  #published: Bookmark | undefined;
  #saved: Bookmark | undefined;
  #saving: Promise<void> | undefined;
  #trouble: Error | undefined;
  #sendingSince: number | undefined;
  readonly #stall = new StallWatch();
  #publishedAt = performance.now();
  #fail!: (error: Error) => void;
  #failure: Error | undefined;

  constructor(private readonly parts: EventPublisherParts) {
    const target: LogTarget = {
      bookmark: () => this.#bookmark(),
      apply: (events, position) => this.#apply(events, position),
      reset: async () => void (this.#published = { position: LOG_START }),
    };
    this.#follower = new LogFollower(parts.reader, target, {
      applied: () => void (this.#publishedAt = performance.now()),
      failed: (error) => this.#report(CANNOT_FOLLOW, error),
      foreignLog: ({ position }) =>
        parts.log.warn(
          { position: `${position}` },
          'the log does not hold the event that was published last: all are published again',
        ),
    });
    this.failed = new Promise((resolve) => {
      this.#fail = (error) => resolve((this.#failure ??= error));
    });
  }

  /** Starts after the saved position, once the topics are there. */
  async start(): Promise<void> {
    try {
      this.#mostBytes = (await this.parts.ready).eventBytes;
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

  /** `lagMs`: how long the publisher has been behind the end of the log, 0 if it was there at the last look. */
  progress(): { position: Position; lagMs: number } {
    return { position: this.#position(), lagMs: this.#follower.health().lagMs };
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
    // The follower retries while the store does not answer, and the store has its own health component.
    const inTrouble = head === undefined || this.#known() !== undefined;
    const lag = head !== undefined && head > this.#position() ? 1n : 0n;
    const now = performance.now();
    this.#stall.observe(now, { lag, progressAt: this.#publishedAt, inTrouble });
    if (this.#stall.stalledMs(now) > STALL_FATAL_MS)
      this.#fail(new Error('events are waiting, and nothing known is in their way'));
  }

  /** A replaced log ends it: nothing is published until this process is started anew. */
  async #run(): Promise<void> {
    const { signal } = this.#abort;
    for (let failures = 1; !signal.aborted; failures++)
      try {
        await this.#follower.run(signal);
      } catch (thrown) {
        if (thrown instanceof LogReplacedError) {
          this.#trouble = thrown;
          this.parts.identity?.replaced(thrown);
          return;
        }
        this.#report(CANNOT_FOLLOW, thrown, failures);
        await pause(backOffMs(failures), signal);
      }
  }

  async #bookmark(): Promise<Bookmark> {
    await this.parts.identity?.require();
    return (this.#published ??= this.#saved = await this.parts.position.load());
  }

  async #apply(events: readonly RecordedEvent[], position: Position): Promise<void> {
    if (!(await this.#publish(events))) throw new Error('stopped before');
    this.#trouble = undefined;
    const event = events.at(-1);
    if (event) this.#published = { position, event };
  }

  #position(): Position {
    return this.#published?.position ?? LOG_START;
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
        this.#report('events could not be produced', thrown, failures);
        await pause(backOffMs(failures), this.#abort.signal);
      } finally {
        this.#sendingSince = undefined;
      }
    }
    arrived?.(this.#trouble ?? new Error('stopped before'));
    return false;
  }

  #report(what: string, thrown: unknown, failures?: number): void {
    const error = (this.#trouble = asError(thrown));
    this.parts.log.warn({ err: error, failures }, `${what}; trying again`);
    this.parts.observer.retrying('publish', error);
  }

  /** Never rejects: an unsaved position only means that more events are published again. */
  async #save(): Promise<void> {
    const bookmark = this.#published;
    try {
      if (bookmark !== undefined && bookmark !== this.#saved) await this.parts.position.save(bookmark);
      this.#saved = bookmark;
    } catch (error) {
      this.parts.log.warn(
        { err: error },
        'the position of the event publisher could not be saved; trying again',
      );
    }
  }
}
