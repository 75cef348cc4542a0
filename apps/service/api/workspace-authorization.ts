import { Inject, Injectable } from '@nestjs/common';
import { Counter, Registry } from '@prometheus-io/client';
import { WorkspaceFolds } from '#commands';
import type { Config } from '#config';
import type { WorkspaceState } from '#domain';
import { streamOf } from '#domain';
import type { Position } from '#event-store';
import { LOG_START } from '#event-store';
import { LogDamagedError } from '#evidence';
import type { Admitted } from '../auth/access.js';
import { ProblemError, unknownWorkspace } from '../http/problem-error.js';
import { SubjectLimits } from '../http/subject-limits.js';
import { CONFIG } from '../ports.js';

/** `position` is the workspace's newest event; later reads about the workspace must include it. */
export type VisibleWorkspace = {
  kind: 'seen';
  workspace: Extract<WorkspaceState, { status: 'known' }>;
  position: Position;
};

/** `foreign`: the workspace exists, but the caller must not learn that. */
export type WorkspaceAccess = VisibleWorkspace | { kind: 'foreign' } | { kind: 'unknown' };

/** Decides what a caller may see of a workspace ("Who may see" in docs/http.md, and rule A1). */
@Injectable()
export class WorkspaceAuthorization {
  private readonly misses: Counter<'reason'>;

  constructor(
    private readonly folds: WorkspaceFolds,
    private readonly limits: SubjectLimits,
    @Inject(CONFIG) private readonly config: Pick<Config, 'auditTrailTiers'>,
    metrics: Registry,
  ) {
    this.misses = new Counter({
      name: 'support_access_workspace_misses_total',
      help: 'Requests about workspaces that do not exist, or that the caller may not know of',
      labelNames: ['reason'],
      registers: [metrics],
    });
  }

  /**
   * What a caller may see of a workspace, as of now.
   * @throws ProblemError 429 for a caller with too many misses, whether or not the workspaces exist
   */
  async look(caller: Admitted, workspaceId: string): Promise<WorkspaceAccess> {
    const { state, position } = await this.folds.get(streamOf(workspaceId), 'exact');
    const isKnown = state.status === 'known';
    if (isKnown && (caller.reach === 'any' || state.ownerIds.includes(caller.id)))
      return { kind: 'seen', workspace: state, position };
    const kind = isKnown ? 'foreign' : 'unknown';
    this.misses.inc({ reason: kind });
    if (caller.reach === 'own') await this.limits.countMiss(caller.id);
    return { kind };
  }

  /** @throws ProblemError 404, the same for a foreign workspace and for one that does not exist */
  async requireVisible(caller: Admitted, workspaceId: string): Promise<VisibleWorkspace> {
    const sight = await this.look(caller, workspaceId);
    if (sight.kind !== 'seen') throw unknownWorkspace();
    return sight;
  }

  /**
   * The same for reading the trail. Auditors may read the sound part of a damaged trail, with the place where it ends. Nobody else may,
   * because the owners of a damaged workspace are not known.
   * @throws LogDamagedError
   */
  async requireReadableTrail(
    caller: Admitted,
    workspaceId: string,
  ): Promise<Pick<VisibleWorkspace, 'position'>> {
    try {
      return await this.requireAuditTrail(caller, workspaceId);
    } catch (error) {
      if (error instanceof LogDamagedError && caller.reach === 'any') return { position: LOG_START };
      throw error;
    }
  }

  /** @throws ProblemError 404 as above; 403 `TIER_REQUIRED` (A1) for an owner whose tier does not include the trail */
  async requireAuditTrail(caller: Admitted, workspaceId: string): Promise<VisibleWorkspace> {
    const seen = await this.requireVisible(caller, workspaceId);
    const { auditTrailTiers } = this.config;
    if (caller.reach === 'own' && auditTrailTiers !== 'all' && !auditTrailTiers.has(seen.workspace.tier))
      throw new ProblemError(
        403,
        'TIER_REQUIRED',
        `the audit trail comes with: ${[...auditTrailTiers].join(', ')}`,
      );
    return seen;
  }
}
