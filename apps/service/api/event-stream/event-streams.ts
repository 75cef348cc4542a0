import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Config } from '#config';
import type { EpochMs } from '#domain';
import type { EventReader, Position } from '#event-store';
import { Counter, Registry } from '@prometheus-io/client';
import { ConcurrencyLimit } from '../../http/concurrency-limit.js';
import { gauge } from '../../operations/metrics/registry.js';
import { CLOCK, CONFIG, EVENT_READER } from '../../ports.js';
import { LogPages } from './log-pages.js';
import { LogReaders } from './log-readers.js';
import type { ToStretch } from './log-stretch.js';
import { SseChunk } from './sse-chunk.js';

/** At once, in one process: of all, and of one caller, who may be a service in many processes. */
const MAX_READERS = 2_000;
export const MAX_READERS_OF_CALLER = 100;
const RETRY_AFTER_SECONDS = 30;

/** The log as server-sent events, for any number of readers. */
@Injectable()
export class EventStreams extends LogReaders<SseChunk> {
  private readonly pages: LogPages<SseChunk>;
  protected readonly limit: ConcurrencyLimit;

  constructor(
    @Inject(EVENT_READER) reader: EventReader,
    @Inject(CONFIG) { evidenceOrigin }: Pick<Config, 'evidenceOrigin'>,
    @Inject(CLOCK) clock: Clock,
    metrics: Registry,
  ) {
    const toChunk: ToStretch<SseChunk> = (events, after) => SseChunk.of(events, after, evidenceOrigin);
    super(reader, clock, toChunk);
    this.pages = new LogPages(reader, toChunk);
    gauge(
      metrics,
      'support_access_event_stream_readers',
      'Clients that follow the events over HTTP',
      () => this.count,
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
  }

  /**
   * Everything after a position.
   * @param caller the reader's id, from the token
   * @throws ProblemError 429 when the caller has too many open; 503 when this process has no room for it, or is closing
   */
  open(after: Position, until: EpochMs, caller: string): Readable {
    const reading = {
      after,
      of: (chunk: SseChunk, position: Position) => chunk.from(position),
      past: (position: Position) => this.pages.after(position),
    };
    return this.begin(reading, { until, caller });
  }
}
