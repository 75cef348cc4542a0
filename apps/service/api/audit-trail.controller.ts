import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DenialCode, SupportAccessEventType } from '#domain';
import type { Position } from '#event-store';
import type { AuditTrailFilter, AuditTrailPage } from '#read-models';
import { MAX_PAGE } from '#read-models';
import type { Admitted } from '../auth/access.js';
import { Caller, For } from '../auth/access.js';
import { MinPosition } from '../http/min-position.js';
import { QueryReader } from '../http/query-reader.js';
import { GetAuditTrail } from './queries.js';
import { Visibility } from './visibility.js';

const TYPES: readonly SupportAccessEventType[] = [
  'SupportAccessGranted',
  'SupportLogin',
  'SupportAccessRevoked',
  'SupportAccessDenied',
  'WorkspaceUpdated',
];

@Controller('v1/workspaces/:workspaceId/audit-trail')
export class AuditTrailController {
  constructor(
    private readonly queries: QueryBus,
    private readonly visibility: Visibility,
  ) {}

  /** Newest first; `next`, also as a Link header, is there when there is more. */
  @Get()
  @For('owner', 'auditor')
  async read(
    @Param('workspaceId') workspaceId: string,
    @Query() query: Record<string, unknown>,
    @Caller() caller: Admitted,
    @MinPosition() minPosition: Position | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuditTrailPage> {
    const filter = { workspaceId, asAuditor: caller.reach === 'any', ...readFilter(query) };
    await this.visibility.requireAuditTrail(caller, workspaceId);
    const page = await this.queries.execute(new GetAuditTrail(filter, minPosition));
    if (page.next !== undefined)
      void reply.header('Link', `<${nextUrl(request.url, page.next)}>; rel="next"`);
    return page;
  }
}

function readFilter(query: Record<string, unknown>): Omit<AuditTrailFilter, 'workspaceId' | 'asAuditor'> {
  const parameters = new QueryReader(query);
  const filter = {
    type: parameters.oneOf('type', TYPES),
    actor: parameters.id('actor'),
    grantId: parameters.id('grantId'),
    ticketId: parameters.id('ticketId'),
    code: parameters.text('code', /^[A-Z_]{1,64}$/) as DenialCode | undefined,
    from: parameters.instant('from'),
    to: parameters.instant('to'),
    order: parameters.oneOf('order', ['asc', 'desc']),
    limit: parameters.integer('limit', { min: 1, max: MAX_PAGE }),
    cursor: parameters.text('cursor', /^[A-Za-z0-9_-]{1,128}$/),
  };
  parameters.done();
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Omit<AuditTrailFilter, 'workspaceId' | 'asAuditor'>;
}

/** Relative to the page itself (RFC 8288), so that no proxy's idea of our address matters. */
function nextUrl(url: string, cursor: string): string {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  searchParams.set('cursor', cursor);
  return `${pathname}?${searchParams.toString()}`;
}
