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

/** `position` is the workspace's newest event: what is read about it afterwards must know that one. */
export type Seen = {
  kind: 'seen';
  workspace: Extract<WorkspaceState, { status: 'known' }>;
  position: Position;
};

/** `foreign`: it is there, and the caller may not know. */
export type Sight = Seen | { kind: 'foreign' } | { kind: 'unknown' };

/** Who may see what of a workspace ("Who may see" in docs/http.md, and rule A1). */
@Injectable()
export class Visibility {
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
   * What a caller sees of a workspace, exactly as of now.
   * @throws ProblemError 429 for one who keeps asking about what they do not own, alike whether it is there
   */
  async look(caller: Admitted, workspaceId: string): Promise<Sight> {
    const { state, position } = await this.folds.get(streamOf(workspaceId), 'exact');
    const isKnown = state.status === 'known';
    if (isKnown && (caller.reach === 'any' || state.ownerIds.includes(caller.id)))
      return { kind: 'seen', workspace: state, position };
    const kind = isKnown ? 'foreign' : 'unknown';
    this.misses.inc({ reason: kind });
    if (caller.reach === 'own') await this.limits.takeMiss(caller.id);
    return { kind };
  }

  /** @throws ProblemError 404, the same for an owner of another workspace and for a workspace that is not there */
  async requireSight(caller: Admitted, workspaceId: string): Promise<Seen> {
    const sight = await this.look(caller, workspaceId);
    if (sight.kind !== 'seen') throw unknownWorkspace();
    return sight;
  }

  /**
   * The same for reading it: an auditor may read what is left of the trail of a damaged log, and is told where it ends. Who owns
   * that workspace is not known any more, so nobody else may.
   * @throws LogDamagedError
   */
  async requireReadableTrail(caller: Admitted, workspaceId: string): Promise<Pick<Seen, 'position'>> {
    try {
      return await this.requireAuditTrail(caller, workspaceId);
    } catch (error) {
      if (error instanceof LogDamagedError && caller.reach === 'any') return { position: LOG_START };
      throw error;
    }
  }

  /** @throws ProblemError 404 as above; 403 `TIER_REQUIRED` (A1) for an owner whose plan does not have the trail */
  async requireAuditTrail(caller: Admitted, workspaceId: string): Promise<Seen> {
    const seen = await this.requireSight(caller, workspaceId);
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
