import { CommandDoor } from '#commands';
import type { Command } from '#domain';
import { DEFAULT_POLICY, MAX_DURATION_MINUTES, MINUTE_MS } from '#domain';
import { openEventStore } from '#event-store';

/** Something that is over by itself at an instant of choice, in a workspace of its own. */
export type DueThing = { workspaceId: string; kind: 'grant' | 'request' | 'session'; dueAt: number };

/** How long each lasts: a grant the shortest that there is, the others what the policy says. */
const LASTS_MS = {
  grant: MINUTE_MS,
  request: DEFAULT_POLICY.requestMinutes * MINUTE_MS,
  session: DEFAULT_POLICY.sessionMinutes * MINUTE_MS,
};

/** Opens each of them as long ago as it takes to be over in time. */
export async function openInThePast(url: string, things: readonly DueThing[]): Promise<void> {
  const store = await openEventStore(url);
  let now = 0;
  const door = new CommandDoor(store, { now: () => now }, { policy: DEFAULT_POLICY });
  for (const thing of things) {
    now = thing.dueAt - LASTS_MS[thing.kind];
    for (const [n, command] of commandsFor(thing).entries())
      await door.execute({ commandId: `c${n}`, command, source: { kind: 'http' } });
  }
  await store.close();
}

function commandsFor({ workspaceId, kind }: DueThing): Command[] {
  const olivia = { id: 'olivia', kind: 'user' } as const;
  const engineer = { id: 'erin' };
  const described = { tier: 'business' as const, forcedSso: false, ownerIds: ['olivia'] };
  const grant = (durationMinutes: number): Command => ({
    type: 'GrantSupportAccess',
    data: { workspaceId, actor: olivia, durationMinutes },
  });
  const opening: Record<DueThing['kind'], Command[]> = {
    grant: [grant(1)],
    request: [
      {
        type: 'RequestSupportAccess',
        data: { workspaceId, engineer, reason: 'exports fail', durationMinutes: 60 },
      },
    ],
    session: [grant(MAX_DURATION_MINUTES), { type: 'RecordSupportLogin', data: { workspaceId, engineer } }],
  };
  return [{ type: 'UpdateWorkspace', data: { workspaceId, ...described } }, ...opening[kind]];
}
