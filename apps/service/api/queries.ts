import { Inject } from '@nestjs/common';
import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { EpochMs } from '#domain';
import type { Position } from '#event-store';
import type {
  AuditTrailFilter,
  AuditTrailPage,
  CurrentAccess,
  GrantFilter,
  GrantPage,
  ReadModelQueries,
} from '#read-models';
import { awaitPosition } from '../http/min-position.js';
import { READ_MODEL_QUERIES } from '../ports.js';

/** The grant and the sessions of a workspace at one instant. */
export class GetCurrentAccess extends Query<CurrentAccess> {
  constructor(
    readonly workspaceId: string,
    readonly asOf: EpochMs,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

/** One page of a workspace's audit trail. */
export class GetAuditTrail extends Query<AuditTrailPage> {
  constructor(
    readonly filter: AuditTrailFilter,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

/** One page of the grants of all workspaces. */
export class GetGrants extends Query<GrantPage> {
  constructor(
    readonly filter: GrantFilter,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

@QueryHandler(GetCurrentAccess)
export class GetCurrentAccessHandler implements IQueryHandler<GetCurrentAccess> {
  constructor(@Inject(READ_MODEL_QUERIES) private readonly queries: ReadModelQueries) {}

  async execute({ workspaceId, asOf, minPosition }: GetCurrentAccess): Promise<CurrentAccess> {
    await awaitPosition(this.queries, minPosition);
    return this.queries.currentAccess(workspaceId, asOf);
  }
}

@QueryHandler(GetAuditTrail)
export class GetAuditTrailHandler implements IQueryHandler<GetAuditTrail> {
  constructor(@Inject(READ_MODEL_QUERIES) private readonly queries: ReadModelQueries) {}

  async execute({ filter, minPosition }: GetAuditTrail): Promise<AuditTrailPage> {
    await awaitPosition(this.queries, minPosition);
    return this.queries.auditTrail(filter);
  }
}

@QueryHandler(GetGrants)
export class GetGrantsHandler implements IQueryHandler<GetGrants> {
  constructor(@Inject(READ_MODEL_QUERIES) private readonly queries: ReadModelQueries) {}

  async execute({ filter, minPosition }: GetGrants): Promise<GrantPage> {
    await awaitPosition(this.queries, minPosition);
    return this.queries.grants(filter);
  }
}
