import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#config';
import type { Principal } from '../auth/principal.js';
import { seesEveryWorkspace } from '../auth/principal.js';
import { ProblemError, unknownWorkspace } from '../http/problem-error.js';
import { CONFIG } from '../ports.js';
import { WorkspaceDirectory } from './workspace-directory.js';

/** Who may see what of a workspace (DESIGN section 7, "Who may see", and rule A1). */
@Injectable()
export class Visibility {
  constructor(
    private readonly workspaces: WorkspaceDirectory,
    @Inject(CONFIG) private readonly config: Pick<Config, 'auditTrailTiers'>,
  ) {}

  /** @throws ProblemError 404, the same for an owner of another workspace and for a workspace that is not there */
  async requireSight(caller: Principal, workspaceId: string): Promise<void> {
    const facts = await this.workspaces.find(workspaceId);
    if (facts === undefined) throw unknownWorkspace();
    if (!seesEveryWorkspace(caller) && !facts.ownerIds.includes(caller.id)) throw unknownWorkspace();
  }

  /** @throws ProblemError 404 as above; 403 `TIER_REQUIRED` (A1) for an owner whose plan does not have the trail */
  async requireAuditTrail(caller: Principal, workspaceId: string): Promise<void> {
    const facts = await this.workspaces.find(workspaceId);
    if (facts === undefined) throw unknownWorkspace();
    if (caller.roles.has('auditor')) return;
    if (!facts.ownerIds.includes(caller.id)) throw unknownWorkspace();
    const { auditTrailTiers } = this.config;
    if (auditTrailTiers !== 'all' && !auditTrailTiers.has(facts.tier))
      throw new ProblemError(
        403,
        'TIER_REQUIRED',
        `the audit trail comes with: ${[...auditTrailTiers].join(', ')}`,
      );
  }
}
