import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { UserRole } from '#auth';
import type { Clock, Config } from '#config';
import type { Outlook, Tier } from '#domain';
import { momentOf, outlookFor } from '#domain';
import type { Position } from '#event-store';
import type { AccessRequest, CurrentAccess } from '#read-models';
import type { Admitted } from '../auth/access.js';
import { Caller, For } from '../auth/access.js';
import { TAGGED_WITHOUT_AS_OF } from '../http/entity-tags.js';
import { laterOf, MinPosition } from './min-position.js';
import { malformed, unknownWorkspace } from '../http/problem-error.js';
import { QueryReader } from '../http/query-reader.js';
import { CLOCK, CONFIG } from '../ports.js';
import { withoutOrigin } from './grant-answers.js';
import { userOf } from './person.js';
import { GetCurrentAccess } from './queries.js';
import { WorkspaceAuthorization } from './workspace-authorization.js';

/** What a settings page shows beside the access itself. */
export type SupportAccessAnswer = Omit<CurrentAccess, 'requests'> & {
  /** By now, also in an answer about the past. */
  workspace: { name?: string; tier: Tier; forcedSso: boolean };
  requests: Omit<AccessRequest, 'ipAddress' | 'userAgent'>[];
  /** For owners, and of now alone. */
  refusals?: Outlook;
};

@Controller('v1/workspaces/:workspaceId/support-access')
export class SupportAccessController {
  constructor(
    private readonly queries: QueryBus,
    private readonly authorization: WorkspaceAuthorization,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'policy'>,
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
  ): Promise<SupportAccessAnswer> {
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
    const { position, workspace } = sight;
    const { name, tier, forcedSso } = workspace;
    const from = laterOf(position, minPosition);
    const access = await this.queries.execute(new GetCurrentAccess(workspaceId, asOf ?? now, from));
    const isOwner = caller.roles.has('owner') && workspace.ownerIds.includes(caller.id);
    const { policy } = this.config;
    return {
      ...access,
      workspace: { ...(name !== undefined && { name }), tier, forcedSso },
      requests: access.requests.filter(visibleTo(caller, isOwner)).map(withoutOrigin),
      ...(isOwner &&
        asOf === undefined && { refusals: outlookFor(workspace, userOf(caller), { now: clock, policy }) }),
      // Owners get the workspace's own position: that of the whole log would reveal activity in other workspaces.
      ...(caller.reach === 'own' && { position: `${position}` }),
    };
  }
}

/** Who is an engineer and nothing else here sees their own requests. */
function visibleTo(caller: Admitted, isOwner: boolean): (request: AccessRequest) => boolean {
  const seesAll = isOwner || SEE_ALL.some((role) => caller.roles.has(role));
  return ({ requestedBy }) => seesAll || requestedBy.id === caller.id;
}

const SEE_ALL: readonly UserRole[] = ['vendor-admin', 'service', 'auditor'];
