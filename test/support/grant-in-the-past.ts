import { CommandDoor } from '#commands';
import { DEFAULT_POLICY, MINUTE_MS } from '#domain';
import { openEventStore } from '#event-store';
import type { PlannedCommand } from './command-planner.js';

/** A grant of the shortest duration, given at an instant of choice: one in each workspace named. @returns what was sent */
export async function grantInThePast(
  url: string,
  workspaceIds: readonly string[],
  endsAt: (n: number) => number,
): Promise<PlannedCommand[]> {
  const store = await openEventStore(url);
  let now = 0;
  const door = new CommandDoor(store, { now: () => now }, { policy: DEFAULT_POLICY });
  const source = { kind: 'http' } as const;
  const sent: PlannedCommand[] = [];
  for (const [n, workspaceId] of workspaceIds.entries()) {
    now = endsAt(n) - MINUTE_MS;
    const owner = { tier: 'business' as const, forcedSso: false, ownerIds: ['olivia'] };
    const actor = { id: 'olivia', kind: 'user' } as const;
    const commands: PlannedCommand[] = [
      { commandId: 'c1', command: { type: 'UpdateWorkspace', data: { workspaceId, ...owner } } },
      {
        commandId: 'c2',
        command: { type: 'GrantSupportAccess', data: { workspaceId, actor, durationMinutes: 1 } },
      },
    ];
    for (const planned of commands) await door.execute({ ...planned, source });
    sent.push(...commands);
  }
  await store.close();
  return sent;
}
