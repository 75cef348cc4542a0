import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#config';
import type { Position } from '#event-store';
import type { ListedRequest } from '#read-models';
import { MAX_PAGE, REQUEST_STATUSES } from '#read-models';
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
    const asked = readParameters(query, []);
    const { position } = await this.authorization.requireVisible(caller, workspaceId);
    const { cursor, limit, ...filter } = asked;
    const listing = { question: { ...filter, workspaceId }, cursor, minPosition, from: position };
    return this.read(listing, limit, request, reply);
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
    const { cursor, limit, ...question } = readParameters(query, ['requestedBy', 'workspaceId', 'ticketId']);
    return this.read({ question, cursor, minPosition }, limit, request, reply);
  }

  private read(
    listing: Listing,
    limit: number | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<RequestsAnswer> {
    const filter = { ...listing.question, now: this.clock.now(), ...(limit !== undefined && { limit }) };
    return this.pages.read(
      listing,
      async (asked, from) => {
        const page = await this.queries.execute(new GetRequests({ ...filter, ...asked }, from));
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
  const status = parameters.oneOf('status', REQUEST_STATUSES);
  const requestedBy = isTaken('requestedBy') ? parameters.personId('requestedBy') : undefined;
  const workspaceId = isTaken('workspaceId') ? parameters.id('workspaceId') : undefined;
  const ticketId = isTaken('ticketId') ? parameters.id('ticketId') : undefined;
  const limit = parameters.integer('limit', { min: 1, max: MAX_PAGE });
  const cursor = parameters.cursor('cursor');
  parameters.done();
  return {
    ...(status !== undefined && { status }),
    ...(requestedBy !== undefined && { requestedBy }),
    ...(workspaceId !== undefined && { workspaceId }),
    ...(ticketId !== undefined && { ticketId }),
    ...(limit !== undefined && { limit }),
    ...(cursor !== undefined && { cursor }),
  };
}
