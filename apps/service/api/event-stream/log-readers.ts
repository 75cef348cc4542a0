import type { Readable } from 'node:stream';
import type { OnModuleDestroy } from '@nestjs/common';
import type { Clock } from '#config';
import type { EpochMs } from '#domain';
import type { EventReader, Position } from '#event-store';
import type { Registry } from '@prometheus-io/client';
import { Counter } from '@prometheus-io/client';
import { ConcurrencyLimit } from '../../http/concurrency-limit.js';
import { unavailable } from '../../http/problem-error.js';
import { pulledStream } from '../../http/pulled-stream.js';
import { gauge } from '../../operations/metrics/registry.js';
import { LiveTail } from './live-tail.js';
import { LogPages } from './log-pages.js';
import type { Piece, Stretch, ToStretch } from './log-stretch.js';

/** The HTTP contract: a comment line every 15 s, so that neither end, nor a proxy between, takes silence for a dead peer. */
export const HEARTBEAT_MS = 15_000;
const COMMENT = Buffer.from(':\n\n');

/** When readers of a process that stops come back to another, in ms: not all of them at once. */
const COME_BACK_MS = { min: 500, max: 4_500 };

const comeBack = (): Buffer => {
  const { min, max } = COME_BACK_MS;
  return Buffer.from(`retry: ${Math.round(min + Math.random() * (max - min))}\n\n`);
};

/** What one reader is told. */
export type Reading<S extends Stretch> = {
  /** What the reader has. */
  after: Position;
  /** The part of a stretch that a reader at this position has not got. */
  of(stretch: S, position: Position): Piece;
  /** Whether a stretch has anything for this reader; all have when absent. */
  concerns?(stretch: S): boolean;
  /** Some of what comes after a position that the tail does not reach back to. @param floor where the tail begins */
  past(position: Position, floor: Position): Promise<Piece>;
};

export type Terms = {
  /** The end of the reader's token. */
  until: EpochMs;
  /** The reader's id, from the token. */
  caller: string;
  /** How many streams the caller may have open; as the limit says when absent. */
  atMost?: number;
  /** Sent before anything is told. */
  greeting?: Buffer;
};

/** How many readers there may be, and how they are counted. */
type Bounded = {
  metrics: Registry;
  /** The beginning of the metrics' names. */
  metric: string;
  /** Of the gauge. */
  help: string;
  bounds: { what: string; total: number; perCaller: number };
};

const RETRY_AFTER_SECONDS = 30;

/**
 * Any number of readers of the log as server-sent events, each with a reading of its own. The log is followed once for all of them, while
 * there are any.
 */
export abstract class LogReaders<S extends Stretch> implements OnModuleDestroy {
  private closing = false;
  private tail: Promise<LiveTail<S>> | undefined;
  private readers = 0;
  /** How long a reader hears nothing before it gets a comment. */
  heartbeatMs = HEARTBEAT_MS;

  private readonly limit: ConcurrencyLimit;
  /** What of the log the tail does not reach back to. */
  protected readonly pages: LogPages<S>;

  protected constructor(
    protected readonly reader: EventReader,
    private readonly clock: Clock,
    private readonly toStretch: ToStretch<S>,
    { metrics, metric, help, bounds }: Bounded,
  ) {
    this.pages = new LogPages(reader, toStretch);
    gauge(metrics, `${metric}_readers`, help, () => this.readers);
    const { what } = bounds;
    this.limit = new ConcurrencyLimit(
      { ...bounds, retryAfterSeconds: RETRY_AFTER_SECONDS },
      new Counter({
        name: `${metric}_refusals_total`,
        help: `${what.charAt(0).toUpperCase()}${what.slice(1)} that were refused because too many were open, of one caller or in all`,
        labelNames: ['reason'],
        registers: [metrics],
      }),
    );
  }

  /** Before the server closes: readers see the end of their answer, not a broken connection. */
  onModuleDestroy(): void {
    this.closing = true;
    this.leaveTail();
  }

  /**
   * Everything after a position, without end but that of the token or of this process. It is read as fast as the client
   * takes it, no faster.
   * @throws ProblemError 429 when the caller has too many open; 503 when this process has no room for it, or is closing
   */
  protected begin(reading: Reading<S>, terms: Terms): Readable {
    if (this.closing) throw unavailable('the service is shutting down');
    const done = this.limit.begin(terms.caller, terms.atMost);
    return pulledStream((signal) => this.read(reading, terms, signal)).once('close', done);
  }

  private async *read(
    reading: Reading<S>,
    { until, greeting }: Terms,
    signal: AbortSignal,
  ): AsyncGenerator<Buffer> {
    let position = reading.after;
    this.readers += 1;
    try {
      // At once, so that the client learns that it is connected.
      yield COMMENT;
      if (greeting) yield greeting;
      const concerns = reading.concerns?.bind(reading);
      let saidAt = performance.now();
      const tail = await this.joinTail();
      while (!tail.ended && !signal.aborted) {
        const leftMs = until - this.clock.now();
        if (leftMs <= 0) return;
        const piece = await this.available(tail, position, reading);
        if (piece !== undefined) ({ position } = piece);
        else {
          const quietMs = Math.max(0, saidAt + this.heartbeatMs - performance.now());
          await tail.more(position, Math.min(leftMs, quietMs), signal, concerns);
        }
        // Also to a reader who is told nothing of all that happens.
        const isQuiet = performance.now() - saidAt >= this.heartbeatMs;
        const bytes = piece?.bytes.length ? piece.bytes : isQuiet ? COMMENT : undefined;
        if (bytes !== undefined) {
          saidAt = performance.now();
          yield bytes;
        }
        if (piece?.isLast) return;
      }
      if (tail.failure) throw tail.failure;
      if (this.closing) yield comeBack();
    } finally {
      this.readers -= 1;
      if (this.readers === 0) this.leaveTail();
    }
  }

  /** From the tail for those who are nearly caught up, from the log for the others. */
  private async available(
    tail: LiveTail<S>,
    position: Position,
    reading: Reading<S>,
  ): Promise<Piece | undefined> {
    if (position < tail.floor) {
      const piece = await reading.past(position, tail.floor);
      if (piece.position > position || piece.isLast) return piece;
    }
    const stretch = tail.after(position);
    return stretch && reading.of(stretch, position);
  }

  /** The first reader starts the following of the log, and the last one ends it. */
  private joinTail(): Promise<LiveTail<S>> {
    return (this.tail ??= this.startTail());
  }

  private async startTail(): Promise<LiveTail<S>> {
    try {
      const tail = new LiveTail(this.reader, this.toStretch, await this.reader.head());
      if (this.closing) tail.stop();
      return tail;
    } catch (error) {
      this.tail = undefined;
      throw error;
    }
  }

  private leaveTail(): void {
    const { tail } = this;
    this.tail = undefined;
    // One that could not be started has nothing to stop: its readers have been told.
    void tail?.then((started) => started.stop()).catch(() => undefined);
  }
}
