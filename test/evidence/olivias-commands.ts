import type { Command } from '#domain';
import { DEFAULT_POLICY } from '#domain';

/** What the suites of damaged and of replaced logs begin with: a door's policy and clock, and what Olivia, who owns all workspaces, sends. */
export const policy = { ...DEFAULT_POLICY, sessionMinutes: 30 };
export const clock = { now: () => Date.parse('2026-11-22T09:00:00.000Z') };
export const actor = { id: 'olivia', kind: 'user' as const };
export const describeIt = (workspaceId: string): Command => ({
  type: 'UpdateWorkspace',
  data: { workspaceId, tier: 'business', forcedSso: false, ownerIds: ['olivia'] },
});
export const grantIt = (workspaceId: string): Command => ({
  type: 'GrantSupportAccess',
  data: { workspaceId, actor, durationMinutes: 10_080 },
});
