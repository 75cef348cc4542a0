import { CommandDoor } from '#commands';
import { MINUTE_MS } from '#domain';
import { openEventStore } from '#event-store';

/** A grant of the shortest duration, given at an instant of choice: one in each workspace named. */
export async function grantInThePast(
  url: string,
  workspaceIds: readonly string[],
  endsAt: (n: number) => number,
): Promise<void> {
  const store = await openEventStore(url);
  let now = 0;
  const door = new CommandDoor(
    store,
    { now: () => now },
    { policy: { requireTicket: false, sessionMinutes: 60 } },
  );
  const source = { kind: 'http' } as const;
  for (const [n, workspaceId] of workspaceIds.entries()) {
    now = endsAt(n) - MINUTE_MS;
    const owner = { tier: 'business' as const, forcedSso: false, ownerIds: ['olivia'] };
    await door.execute({
      commandId: 'c1',
      source,
      command: { type: 'UpdateWorkspace', data: { workspaceId, ...owner } },
    });
    const grant = { workspaceId, actor: { id: 'olivia', kind: 'user' }, durationMinutes: 1 } as const;
    await door.execute({ commandId: 'c2', source, command: { type: 'GrantSupportAccess', data: grant } });
  }
  await store.close();
}
