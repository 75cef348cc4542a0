import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandDoor } from '#commands';
import type { Command } from '#domain';
import type { EventReader, EventStore } from '#event-store';
import { openEventStore } from '#event-store';
import { WorkspaceDirectory } from './workspace-directory.js';

const directory = mkdtempSync(join(tmpdir(), 'support-access-directory-'));
let store: EventStore;
let door: CommandDoor;
let sent = 0;

beforeAll(async () => {
  store = await openEventStore(`sqlite:${join(directory, 'events.db')}`);
  const policy = { requireTicket: false, sessionMinutes: 60 };
  door = new CommandDoor(store, { now: () => Date.now() }, { policy });
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

const execute = (command: Command) =>
  door.execute({ commandId: `c${++sent}`, command, source: { kind: 'http' } });
const update = (workspaceId: string, ownerIds: string[]) =>
  execute({ type: 'UpdateWorkspace', data: { workspaceId, tier: 'team', forcedSso: false, ownerIds } });

it('knows nothing of a workspace that nobody described, though commands for it were refused', async () => {
  await execute({
    type: 'GrantSupportAccess',
    data: { workspaceId: 'unknown', actor: { id: 'a', kind: 'user' }, durationMinutes: 1 },
  });
  expect(await new WorkspaceDirectory(store).find('unknown')).toBeUndefined();
});

it('is exact from one question to the next, and reads only what is new', async () => {
  const readFrom: (number | undefined)[] = [];
  const counting = {
    readStream: (stream: string, from?: number) => {
      readFrom.push(from);
      return store.readStream(stream, from);
    },
  } as EventReader;
  const workspaces = new WorkspaceDirectory(counting);
  await update('w', ['ada']);
  expect(await workspaces.find('w')).toEqual({ tier: 'team', ownerIds: ['ada'] });
  await update('w', ['bob']);
  expect(await workspaces.find('w')).toEqual({ tier: 'team', ownerIds: ['bob'] });
  expect(await workspaces.find('w')).toEqual({ tier: 'team', ownerIds: ['bob'] });
  expect(readFrom).toEqual([0, 1, 2]);
});
