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
  RequestFilter,
  RequestPage,
  SessionFilter,
  SessionPage,
} from '#read-models';
import { awaitPosition } from './min-position.js';
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

/** One page of the requests of one workspace, or of all. */
export class GetRequests extends Query<RequestPage> {
  constructor(
    readonly filter: RequestFilter,
    readonly minPosition?: Position,
  ) {
    super();
  }
}

/** One page of the sessions of all workspaces. */
export class GetSessions extends Query<SessionPage> {
  constructor(
    readonly filter: SessionFilter,
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

@QueryHandler(GetRequests)
export class GetRequestsHandler implements IQueryHandler<GetRequests> {
  constructor(@Inject(READ_MODEL_QUERIES) private readonly queries: ReadModelQueries) {}

  async execute({ filter, minPosition }: GetRequests): Promise<RequestPage> {
    await awaitPosition(this.queries, minPosition);
    return this.queries.requests(filter);
  }
}

@QueryHandler(GetSessions)
export class GetSessionsHandler implements IQueryHandler<GetSessions> {
  constructor(@Inject(READ_MODEL_QUERIES) private readonly queries: ReadModelQueries) {}

  async execute({ filter, minPosition }: GetSessions): Promise<SessionPage> {
    await awaitPosition(this.queries, minPosition);
    return this.queries.sessions(filter);
  }
}
