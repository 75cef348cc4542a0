import type { Readable } from 'node:stream';
import type { OnModuleDestroy } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Config } from '#config';
import type { EpochMs } from '#domain';
import type { EventReader, Position } from '#event-store';
import { Counter, Registry } from '@prometheus-io/client';
import { ConcurrencyLimit } from '../../http/concurrency-limit.js';
import { unavailable } from '../../http/problem-error.js';
import { pulledStream } from '../../http/pulled-stream.js';
import { gauge } from '../../operations/metrics/registry.js';
import { CLOCK, CONFIG, EVENT_READER } from '../../ports.js';
import { LiveTail } from './live-tail.js';
import { LogPages } from './log-pages.js';
import type { Piece } from './sse-chunk.js';

/** The HTTP contract: a comment line every 15 s, so that neither end, nor a proxy between, takes silence for a dead peer. */
export const HEARTBEAT_MS = 15_000;
/** At once, in one process: of all, and of one caller, who may be a service in many processes. */
const MAX_READERS = 2_000;
export const MAX_READERS_OF_CALLER = 100;
const RETRY_AFTER_SECONDS = 30;
const COMMENT = Buffer.from(':\n\n');

/** The log as server-sent events, for any number of readers. */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  private readonly pages: LogPages;
  private closing = false;
  private tail: Promise<LiveTail> | undefined;
  private readers = 0;
  /** How long a reader hears nothing before it gets a comment. */
  heartbeatMs = HEARTBEAT_MS;
  private readonly limit: ConcurrencyLimit;

  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(CONFIG) private readonly config: Pick<Config, 'evidenceOrigin'>,
    @Inject(CLOCK) private readonly clock: Clock,
    metrics: Registry,
  ) {
    gauge(
      metrics,
      'support_access_event_stream_readers',
      'Clients that follow the events over HTTP',
      () => this.readers,
    );
    this.limit = new ConcurrencyLimit(
      {
        what: 'event streams',
        total: MAX_READERS,
        perCaller: MAX_READERS_OF_CALLER,
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      },
      new Counter({
        name: 'support_access_event_stream_refusals_total',
        help: 'Event streams that were refused because too many were open, of one caller or in all',
        labelNames: ['reason'],
        registers: [metrics],
      }),
    );
    this.pages = new LogPages(reader, config.evidenceOrigin);
  }

  /**
   * Everything after a position, without end but that of the token or of this process. It is read as fast as the client
   * takes it, no faster.
   * @param caller the reader's id, from the token
   * @throws ProblemError 429 when the caller has too many open; 503 when this process has no room for it, or is closing
   */
  open(after: Position, until: EpochMs, caller: string): Readable {
    if (this.closing) throw unavailable('the service is shutting down');
    const done = this.limit.begin(caller);
    return pulledStream((signal) => this.read(after, until, signal)).once('close', done);
  }

  /** Before the server closes: readers see the end of their answer, not a broken connection. */
  onModuleDestroy(): void {
    this.closing = true;
    this.leaveTail();
  }

  private async *read(after: Position, until: EpochMs, signal: AbortSignal): AsyncGenerator<Buffer> {
    let position = after;
    this.readers += 1;
    try {
      // At once, so that the client learns that it is connected.
      yield COMMENT;
      const tail = await this.joinTail();
      while (!tail.ended && !signal.aborted) {
        const leftMs = until - this.clock.now();
        if (leftMs <= 0) return;
        const piece = await this.available(tail, position);
        if (piece !== undefined) {
          ({ position } = piece);
          if (piece.bytes.length > 0) yield piece.bytes;
        } else if (!(await tail.more(position, Math.min(leftMs, this.heartbeatMs), signal))) yield COMMENT;
      }
      if (tail.failure) throw tail.failure;
    } finally {
      this.readers -= 1;
      if (this.readers === 0) this.leaveTail();
    }
  }

  /** From the tail for those who are nearly caught up, from the log for the others. */
  private async available(tail: LiveTail, position: Position): Promise<Piece | undefined> {
    if (position >= tail.floor) return tail.after(position);
    const page = await this.pages.after(position);
    return page.position > position ? page : tail.after(position);
  }

  /** The first reader starts the following of the log, and the last one ends it. */
  private joinTail(): Promise<LiveTail> {
    return (this.tail ??= this.startTail());
  }

  private async startTail(): Promise<LiveTail> {
    try {
      const { evidenceOrigin } = this.config;
      const tail = new LiveTail(this.reader, evidenceOrigin, await this.reader.head(), () => this.readers);
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
