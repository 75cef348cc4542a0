import type { StreamableFile } from '@nestjs/common';
import { Controller, Get, Headers, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EVENT_TYPES, EXTERNAL_COMMAND_TYPES } from '#contracts';
import type { DenialCode } from '#domain';
import type { Position } from '#event-store';
import type { AuditEntry, AuditTrailFilter, AuditTrailPage } from '#read-models';
import { TrailExport } from './audit-trail/trail-export.js';
import type { Admitted } from '../auth/access.js';
import { Caller, For } from '../auth/access.js';
import { CursorSeal } from '../http/cursor-seal.js';
import { laterOf, MinPosition } from './min-position.js';
import { negotiate } from '../http/negotiate.js';
import { malformed } from '../http/problem-error.js';
import { linkNext } from '../http/next-link.js';
import { QueryReader } from '../http/query-reader.js';
import { streamAnswer } from '../http/stream-answer.js';
import { GetAuditTrail } from './queries.js';
import { WorkspaceAuthorization } from './workspace-authorization.js';
import { withSealedPosition } from './owner-positions.js';

/** The commands whose refusals are recorded. */
const ATTEMPTED = EXTERNAL_COMMAND_TYPES.filter((type) => type !== 'UpdateWorkspace');

@Controller('v1/workspaces/:workspaceId/audit-trail')
export class AuditTrailController {
  constructor(
    private readonly queries: QueryBus,
    private readonly authorization: WorkspaceAuthorization,
    private readonly exports: TrailExport,
    private readonly seal: CursorSeal,
  ) {}

  /**
   * The audit trail, newest first by default. As JSON one page, with `next` and a Link header when there is more; as CSV and NDJSON the whole
   * trail, or the first `limit` entries.
   */
  @Get()
  @For('owner', 'auditor')
  async read(
    @Param('workspaceId') workspaceId: string,
    @Query() query: Record<string, unknown>,
    @Headers('accept') accept: string | undefined,
    @Caller() caller: Admitted,
    @MinPosition() minPosition: Position | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuditTrailPage | StreamableFile> {
    const { cursor, limit, bom, ...asked } = readParameters(query);
    const question = { workspaceId, asAuditor: caller.reach === 'any', ...asked };
    const { position } = await this.authorization.requireReadableTrail(caller, workspaceId);
    const from = laterOf(position, minPosition);
    void reply.header('Vary', 'Accept');
    const type = negotiate(accept, ['application/json', 'text/csv', 'application/x-ndjson']);
    if (bom !== undefined && type !== 'text/csv')
      throw malformed([{ field: 'bom', message: 'is for text/csv: there is none in JSON (RFC 8259)' }]);
    const filter = {
      ...question,
      ...(limit !== undefined && { limit }),
      ...(cursor !== undefined && { cursor: await this.seal.unseal(cursor, question) }),
    };
    if (type !== 'application/json') {
      const extension = type === 'text/csv' ? 'csv' : 'ndjson';
      void reply.header('Content-Disposition', `attachment; filename="audit-trail.${extension}"`);
      const told = (entry: AuditEntry): AuditEntry =>
        caller.reach === 'own' ? withSealedPosition(entry, this.seal) : entry;
      const terms = { type, bom: bom === 'true', told, caller: caller.id };
      const stream = await this.exports.open(filter, terms, from);
      return streamAnswer(reply, stream, `${type}; charset=utf-8`);
    }
    const page = await this.queries.execute(new GetAuditTrail(filter, from));
    if (page.next === undefined) return page;
    const next = await this.seal.seal(page.next, question);
    linkNext(request, reply, next);
    return { ...page, next };
  }
}

type Parameters = Omit<AuditTrailFilter, 'workspaceId' | 'asAuditor'> & { bom?: 'true' | 'false' };

function readParameters(query: Record<string, unknown>): Parameters {
  const parameters = new QueryReader(query);
  return parameters.given({
    type: parameters.oneOf('type', EVENT_TYPES),
    actor: parameters.personId('actor'),
    grantId: parameters.id('grantId'),
    requestId: parameters.id('requestId'),
    sessionId: parameters.id('sessionId'),
    ticketId: parameters.id('ticketId'),
    code: parameters.text('code', /^[A-Z_]{1,64}$/, 'must be a code such as NO_ACTIVE_GRANT') as
      DenialCode | undefined,
    attempted: parameters.oneOf('attempted', ATTEMPTED),
    from: parameters.instant('from'),
    to: parameters.instant('to'),
    order: parameters.oneOf('order', ['asc', 'desc']),
    ...parameters.page(),
    bom: parameters.oneOf('bom', ['true', 'false']),
  });
}
