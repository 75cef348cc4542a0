import { Controller, Get, Inject, Param, Query, UseInterceptors } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Clock } from '#config';
import { momentOf } from '#domain';
import type { Position } from '#event-store';
import type { CurrentAccess } from '#read-models';
import type { Admitted } from '../auth/access.js';
import { Caller, For } from '../auth/access.js';
import { TAGGED_WITHOUT_AS_OF } from '../http/entity-tags.js';
import { laterOf, MinPosition } from '../http/min-position.js';
import { malformed, unknownWorkspace } from '../http/problem-error.js';
import { QueryReader } from '../http/query-reader.js';
import { CLOCK } from '../ports.js';
import { GetCurrentAccess } from './queries.js';
import { WorkspaceAuthorization } from './workspace-authorization.js';
import { OwnerPositions } from './owner-positions.js';

@UseInterceptors(OwnerPositions)
@Controller('v1/workspaces/:workspaceId/support-access')
export class SupportAccessController {
  constructor(
    private readonly queries: QueryBus,
    private readonly authorization: WorkspaceAuthorization,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The grant and the sessions of the workspace now, or at `asOf`. */
  @Get()
  @RouteConfig(TAGGED_WITHOUT_AS_OF)
  @For('owner', 'engineer', 'vendor-admin', 'service', 'auditor')
  async read(
    @Param('workspaceId') workspaceId: string,
    @Query() query: Record<string, unknown>,
    @Caller() caller: Admitted,
    @MinPosition() minPosition: Position | undefined,
  ): Promise<CurrentAccess> {
    const parameters = new QueryReader(query);
    const asOf = parameters.instant('asOf');
    parameters.done();
    const sight = await this.authorization.look(caller, workspaceId);
    const clock = this.clock.now();
    const now = sight.kind === 'seen' ? momentOf(sight.workspace, clock) : clock;
    // The future is not known: a grant may still be revoked.
    if (asOf !== undefined && asOf > now)
      throw malformed([{ field: 'asOf', message: 'must not be in the future' }]);
    if (sight.kind !== 'seen') throw unknownWorkspace();
    const { position } = sight;
    const from = laterOf(position, minPosition);
    const access = await this.queries.execute(new GetCurrentAccess(workspaceId, asOf ?? now, from));
    // Owners get the workspace's own position: that of the whole log would reveal activity in other workspaces.
    return caller.reach === 'own' ? { ...access, position: `${position}` } : access;
  }
}
