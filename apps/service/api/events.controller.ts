import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamableFile } from '@nestjs/common';
import { Controller, Get, Headers, Inject, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { EventDocument } from '#commands';
import { toCloudEvent } from '#commands';
import type { Config } from '#config';
import { STREAM_PREFIX } from '#domain';
import type { EventReader, Position, RecordedEvent } from '#event-store';
import { LOG_START } from '#event-store';
import { Caller, For } from '../auth/access.js';
import type { Principal } from '../auth/principal.js';
import { EventStreams } from './event-stream/event-streams.js';
import { knownEvent } from './event-stream/known-event.js';
import { awaitPosition, MinPosition } from './min-position.js';
import { negotiate } from '../http/negotiate.js';
import { malformed } from '../http/problem-error.js';
import { QueryReader } from '../http/query-reader.js';
import { EVENT_STREAM, eventStreamAnswer } from '../http/stream-answer.js';
import { CONFIG, EVENT_READER } from '../ports.js';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
const HEAD_POLL_MS = 50;

export type EventsPage = { events: EventDocument[]; next: string; caughtUp: boolean };

@Controller('v1/events')
export class EventsController {
  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(CONFIG) private readonly config: Pick<Config, 'evidenceOrigin'>,
    private readonly streams: EventStreams,
  ) {}

  /** The log after a position, in order and without gaps: one page, or an endless stream. */
  @Get()
  @For('auditor', 'service', 'event-reader')
  async read(
    @Query() query: Record<string, unknown>,
    @Headers() headers: Readonly<Record<string, string | undefined>>,
    @MinPosition() minPosition: Position | undefined,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EventsPage | StreamableFile> {
    void reply.header('Vary', 'Accept');
    const type = negotiate(headers['accept'], ['application/json', EVENT_STREAM]);
    const parameters = new QueryReader(query);
    const after = parameters.position('after') ?? LOG_START;
    const lastEventId = readLastEventId(headers['last-event-id']);
    if (type === EVENT_STREAM) {
      parameters.done();
      const from = lastEventId ?? after;
      // Checked before the stream begins, because afterwards no status can be sent.
      await this.reader.requireSameLog();
      await knownEvent(this.reader, from);
      return eventStreamAnswer(reply, this.streams.open(from, caller.expiresAt, caller.id));
    }
    const limit = parameters.integer('limit', { min: 1, max: MAX_LIMIT }) ?? DEFAULT_LIMIT;
    parameters.done();
    await awaitPosition(this, minPosition);
    await knownEvent(this.reader, after);
    return this.page(after, limit);
  }

  /** Waits until the log has reached the position, for `Min-Position`. */
  async waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    const until = performance.now() + timeoutMs;
    while ((await this.reader.head()) < position) {
      if (performance.now() >= until) return false;
      await sleep(HEAD_POLL_MS);
    }
    return true;
  }

  /** One page; `next` is the position to continue after. */
  private async page(after: Position, limit: number): Promise<EventsPage> {
    const events = await this.take(after, limit + 1);
    const page = events.slice(0, limit);
    return {
      events: page.map((event) => toCloudEvent(event, this.config.evidenceOrigin)),
      next: String(page.at(-1)?.position ?? after),
      caughtUp: events.length <= limit,
    };
  }

  private async take(after: Position, count: number): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const page of this.reader.readAll(after)) {
      for (const event of page) {
        // Checkpoints have their own calls.
        if (!event.stream.startsWith(STREAM_PREFIX)) continue;
        events.push(event);
        if (events.length === count) return events;
      }
    }
    return events;
  }
}

/** The position of a client that reconnects. It takes precedence over the URL, which such a client sends unchanged. */
function readLastEventId(header: string | undefined): Position | undefined {
  // A browser that has seen no id yet sends an empty one.
  if (header === undefined || header === '') return undefined;
  if (/^\d{1,20}$/.test(header)) return BigInt(header);
  throw malformed([{ field: 'Last-Event-ID', message: 'must be decimal digits' }]);
}
