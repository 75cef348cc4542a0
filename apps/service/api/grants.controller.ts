import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#config';
import type { EventReader, Position } from '#event-store';
import type { GrantStatus } from '#domain';
import type { GrantPage } from '#read-models';
import { MAX_PAGE } from '#read-models';
import { For } from '../auth/access.js';
import { CursorSeal } from '../http/cursor-seal.js';
import { laterOf, MinPosition } from '../http/min-position.js';
import { linkNext } from '../http/next-link.js';
import { QueryReader } from '../http/query-reader.js';
import { CLOCK, EVENT_READER } from '../ports.js';
import { GetGrants } from './queries.js';

const STATUSES: readonly GrantStatus[] = ['active', 'expired', 'revoked'];

@Controller('v1/grants')
export class GrantsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly seal: CursorSeal,
    @Inject(EVENT_READER) private readonly reader: Pick<EventReader, 'head'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Grants of all workspaces, newest first, each with its current status. */
  @Get()
  @For('engineer', 'vendor-admin', 'auditor')
  async read(
    @Query() query: Record<string, unknown>,
    @MinPosition() minPosition: Position | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GrantPage> {
    const now = this.clock.now();
    const { cursor, limit, ...question } = readParameters(query, now);
    const filter = {
      ...question,
      now,
      ...(limit !== undefined && { limit }),
      ...(cursor !== undefined && { cursor: await this.seal.unseal(cursor, question) }),
    };
    // Further pages are based on the same log position as the first one.
    const from = cursor === undefined ? laterOf(await this.reader.head(), minPosition) : minPosition;
    const page = await this.queries.execute(new GetGrants(filter, from));
    if (page.next === undefined) return page;
    const next = await this.seal.seal(page.next, question);
    linkNext(request, reply, next);
    return { ...page, next };
  }
}

function readParameters(query: Record<string, unknown>, now: number) {
  const parameters = new QueryReader(query);
  const status = parameters.oneOf('status', STATUSES);
  const workspaceId = parameters.id('workspaceId');
  const ticketId = parameters.id('ticketId');
  const activeAt = parameters.instant('activeAt');
  // The future is not known: a grant may still be revoked.
  if (activeAt !== undefined && activeAt > now) parameters.refuse('activeAt', 'must not be in the future');
  const limit = parameters.integer('limit', { min: 1, max: MAX_PAGE });
  const cursor = parameters.cursor('cursor');
  parameters.done();
  return {
    ...(status !== undefined && { status }),
    ...(workspaceId !== undefined && { workspaceId }),
    ...(ticketId !== undefined && { ticketId }),
    ...(activeAt !== undefined && { activeAt }),
    ...(limit !== undefined && { limit }),
    ...(cursor !== undefined && { cursor }),
  };
}
