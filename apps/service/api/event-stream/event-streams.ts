import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Config } from '#config';
import type { EpochMs } from '#domain';
import type { EventReader, Position } from '#event-store';
import { Registry } from '@prometheus-io/client';
import { CLOCK, CONFIG, EVENT_READER } from '../../ports.js';
import { LogReaders } from './log-readers.js';
import { SseChunk } from './sse-chunk.js';

/** At once, in one process: of all, and of one caller, who may be a service in many processes. */
const MAX_READERS = 2_000;
export const MAX_READERS_OF_CALLER = 100;

/** The log as server-sent events, for any number of readers. */
@Injectable()
export class EventStreams extends LogReaders<SseChunk> {
  constructor(
    @Inject(EVENT_READER) reader: EventReader,
    @Inject(CONFIG) { evidenceOrigin }: Pick<Config, 'evidenceOrigin'>,
    @Inject(CLOCK) clock: Clock,
    metrics: Registry,
  ) {
    super(reader, clock, (events, after) => SseChunk.of(events, after, evidenceOrigin), {
      metrics,
      metric: 'support_access_event_stream',
      help: 'Clients that follow the events over HTTP',
      bounds: { what: 'event streams', total: MAX_READERS, perCaller: MAX_READERS_OF_CALLER },
    });
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
