import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#config';
import type { Position } from '#event-store';
import type { GrantStatus } from '#domain';
import type { GrantPage } from '#read-models';
import { For } from '../auth/access.js';
import { MinPosition } from './min-position.js';
import { QueryReader } from '../http/query-reader.js';
import { CLOCK } from '../ports.js';
import { ListPages } from './list-pages.js';
import { GetGrants } from './queries.js';

const STATUSES: readonly GrantStatus[] = ['active', 'expired', 'revoked'];

@Controller('v1/grants')
export class GrantsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly pages: ListPages,
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
    return this.pages.read(
      { asked: readParameters(query, now), minPosition },
      (asked, from) => this.queries.execute(new GetGrants({ ...asked, now }, from)),
      request,
      reply,
    );
  }
}

function readParameters(query: Record<string, unknown>, now: number) {
  const parameters = new QueryReader(query);
  const activeAt = parameters.instant('activeAt');
  // The future is not known: a grant may still be revoked.
  if (activeAt !== undefined && activeAt > now) parameters.refuse('activeAt', 'must not be in the future');
  return parameters.given({
    status: parameters.oneOf('status', STATUSES),
    workspaceId: parameters.id('workspaceId'),
    ticketId: parameters.id('ticketId'),
    activeAt,
    ...parameters.page(),
  });
}
