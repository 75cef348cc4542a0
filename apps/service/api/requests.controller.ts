import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#config';
import type { Position } from '#event-store';
import type { ListedRequest, RequestFilter } from '#read-models';
import { REQUEST_STATUSES } from '#read-models';
import type { Admitted } from '../auth/access.js';
import { Caller, For } from '../auth/access.js';
import { MinPosition } from './min-position.js';
import { QueryReader } from '../http/query-reader.js';
import { CLOCK } from '../ports.js';
import { withoutOrigin } from './grant-answers.js';
import type { Listing } from './list-pages.js';
import { ListPages } from './list-pages.js';
import { GetRequests } from './queries.js';
import { WorkspaceAuthorization } from './workspace-authorization.js';

/** A request with what became of it. Its origin is only for the audit trail. */
export type RequestEntry = Omit<ListedRequest, 'ipAddress' | 'userAgent'>;
export type RequestsAnswer = { requests: RequestEntry[]; next?: string };

@Controller('v1')
export class RequestsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly pages: ListPages,
    private readonly authorization: WorkspaceAuthorization,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Requests of one workspace, newest first, each with its status by now. */
  @Get('workspaces/:workspaceId/access-requests')
  @For('owner', 'engineer', 'vendor-admin', 'auditor')
  async ofWorkspace(
    @Param('workspaceId') workspaceId: string,
    @Query() query: Record<string, unknown>,
    @Caller() caller: Admitted,
    @MinPosition() minPosition: Position | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RequestsAnswer> {
    const asked = { ...readParameters(query, []), workspaceId };
    const { position } = await this.authorization.requireVisible(caller, workspaceId);
    return this.read({ asked, minPosition, from: position }, request, reply);
  }

  /** Requests of all workspaces. */
  @Get('access-requests')
  @For('engineer', 'vendor-admin', 'auditor')
  async ofAll(
    @Query() query: Record<string, unknown>,
    @MinPosition() minPosition: Position | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RequestsAnswer> {
    const asked = readParameters(query, ['requestedBy', 'workspaceId', 'ticketId']);
    return this.read({ asked, minPosition }, request, reply);
  }

  private read(
    listing: Listing<Omit<RequestFilter, 'now'>>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<RequestsAnswer> {
    const now = this.clock.now();
    return this.pages.read(
      listing,
      async (asked, from) => {
        const page = await this.queries.execute(new GetRequests({ ...asked, now }, from));
        return { ...page, requests: page.requests.map(withoutOrigin) };
      },
      request,
      reply,
    );
  }
}

function readParameters(query: Record<string, unknown>, filters: readonly string[]) {
  const parameters = new QueryReader(query);
  const isTaken = (name: string): boolean => filters.includes(name);
  return parameters.given({
    status: parameters.oneOf('status', REQUEST_STATUSES),
    requestedBy: isTaken('requestedBy') ? parameters.personId('requestedBy') : undefined,
    workspaceId: isTaken('workspaceId') ? parameters.id('workspaceId') : undefined,
    ticketId: isTaken('ticketId') ? parameters.id('ticketId') : undefined,
    ...parameters.page(),
  });
}
