import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { Config } from '#config';
import type { EventReader, Position, RecordedEvent } from '#event-store';
import { LOG_START } from '#event-store';
import { For } from '../auth/access.js';
import { awaitPosition, MinPosition } from '../http/min-position.js';
import { ProblemError } from '../http/problem-error.js';
import { QueryReader } from '../http/query-reader.js';
import { CONFIG, EVENT_READER } from '../ports.js';
import type { EventDocument } from './cloud-event.js';
import { toCloudEvent } from './cloud-event.js';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
const HEAD_POLL_MS = 50;

export type EventsPage = { events: EventDocument[]; next: string; caughtUp: boolean };

@Controller('v1/events')
export class EventsController {
  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(CONFIG) private readonly config: Pick<Config, 'evidenceOrigin'>,
  ) {}

  /** The log after a position, in order and without gaps; `next` is where to go on. */
  @Get()
  @For('auditor', 'service')
  async read(
    @Query() query: Record<string, unknown>,
    @MinPosition() minPosition: Position | undefined,
  ): Promise<EventsPage> {
    const parameters = new QueryReader(query);
    const after = parameters.position('after') ?? LOG_START;
    const limit = parameters.integer('limit', { min: 1, max: MAX_LIMIT }) ?? DEFAULT_LIMIT;
    parameters.done();
    await awaitPosition(this, minPosition);
    if (after > (await this.reader.head()))
      throw new ProblemError(400, 'POSITION_UNKNOWN', 'this log has not got as far as the position in after');
    const events = await this.take(after, limit + 1);
    const page = events.slice(0, limit);
    return {
      events: page.map((event) => toCloudEvent(event, this.config.evidenceOrigin)),
      next: String(page.at(-1)?.position ?? after),
      caughtUp: events.length <= limit,
    };
  }

  /** The log's own head, for `Min-Position`. */
  async waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    const until = performance.now() + timeoutMs;
    while ((await this.reader.head()) < position) {
      if (performance.now() >= until) return false;
      await sleep(HEAD_POLL_MS);
    }
    return true;
  }

  private async take(after: Position, count: number): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const page of this.reader.readAll(after)) {
      for (const event of page) {
        events.push(event);
        if (events.length === count) return events;
      }
    }
    return events;
  }
}
