import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Registry } from '@prometheus-io/client';
import { CommandDoor, WorkspaceFolds } from '#commands';
import { parseConfig } from '#config';
import type { Command } from '#domain';
import { DEFAULT_POLICY, MINUTE_MS } from '#domain';
import type { EventStore } from '#event-store';
import { openEventStore } from '#event-store';
import type { ReadModels } from '#read-models';
import { openReadModels } from '#read-models';
import type { Admitted } from '../auth/access.js';
import type { CursorSeal } from '../http/cursor-seal.js';
import { GrantsController } from './grants.controller.js';
import { ListPages } from './list-pages.js';
import type { GetCurrentAccess, GetGrants } from './queries.js';
import { GetCurrentAccessHandler, GetGrantsHandler } from './queries.js';
import { SupportAccessController } from './support-access.controller.js';
import { WorkspaceAuthorization } from './workspace-authorization.js';

const T0 = Date.parse('2026-11-22T09:00:00.000Z');
const directory = mkdtempSync(join(tmpdir(), 'reads-are-not-old-'));
const owner = { id: 'olivia', reach: 'own', roles: new Set(['owner']) } as unknown as Admitted;
const auditor = { id: 'audrey', reach: 'any', roles: new Set(['auditor']) } as unknown as Admitted;
let now = T0;
const clock = { now: () => now };
let store: EventStore;
let models: ReadModels;
let door: CommandDoor;
let access: SupportAccessController;
let grants: GrantsController;
let sent = 0;

beforeAll(async () => {
  store = await openEventStore(`sqlite:${join(directory, 'events.db')}`);
  models = await openReadModels(`sqlite:${join(directory, 'read-models.db')}`);
  const folds = new WorkspaceFolds(store);
  door = new CommandDoor(store, clock, { policy: { ...DEFAULT_POLICY, sessionMinutes: 30 }, folds });
  // The time for which a read waits is over at once.
  jest
    .spyOn(models.queries, 'waitFor')
    .mockImplementation(async (position) => (await models.queries.position()) >= position);
  const { queries } = models;
  const bus = {
    execute: (query: GetCurrentAccess | GetGrants) =>
      'asOf' in query
        ? new GetCurrentAccessHandler(queries).execute(query)
        : new GetGrantsHandler(queries).execute(query),
  };
  const limits = { countMiss: async () => undefined };
  const authorization = new WorkspaceAuthorization(folds, limits as never, parseConfig({}), new Registry());
  access = new SupportAccessController(bus as never, authorization, clock, parseConfig({}));
  grants = new GrantsController(bus as never, new ListPages({} as CursorSeal, store), clock);
});
afterAll(async () => {
  await models.close();
  await store.close();
  rmSync(directory, { recursive: true });
});

const execute = (command: Command) =>
  door.execute({ commandId: `c${(sent += 1)}`, command, source: { kind: 'http' } });
const actor = { id: 'olivia', kind: 'user' as const };
const read = (query: Record<string, unknown> = {}) => access.read('wayne', query, owner, undefined);
const list = () => grants.read({}, undefined, {} as never, {} as never);

/** What the projector does, when the test says so. */
async function project(): Promise<void> {
  for await (const page of store.readAll(await models.queries.position()))
    await models.apply(page, page.at(-1)!.position);
}

const BEHIND = { status: 503, code: 'UNAVAILABLE' };

it('an open workspace is never shown as closed because the read models are behind', async () => {
  const data = { workspaceId: 'wayne', tier: 'team' as const, forcedSso: false, ownerIds: ['olivia'] };
  await execute({ type: 'UpdateWorkspace', data });
  await execute({ type: 'GrantSupportAccess', data: { workspaceId: 'wayne', actor, durationMinutes: 60 } });
  await expect(read()).rejects.toMatchObject(BEHIND);
  await expect(access.read('wayne', {}, auditor, undefined)).rejects.toMatchObject(BEHIND);
  await expect(list()).rejects.toMatchObject(BEHIND);
  await project();
  expect(await read()).toMatchObject({ status: 'active', sessions: [] });
  expect(await list()).toMatchObject({ grants: [{ status: 'active' }] });
});

it('what is recorded by a clock that is ahead has happened', async () => {
  await execute({ type: 'RecordSupportLogin', data: { workspaceId: 'wayne', engineer: { id: 'erin' } } });
  now = T0 - 4 * MINUTE_MS;
  await project();
  expect(await read()).toMatchObject({
    asOf: '2026-11-22T09:00:00.000Z',
    sessions: [{ engineer: { id: 'erin' } }],
  });
  // A question about the past compares with that instant alone, and the stream's last time is no future.
  expect(await read({ asOf: '2026-11-22T08:59:59.999Z' })).toMatchObject({ status: 'none' });
  expect(await read({ asOf: '2026-11-22T09:00:00.000Z' })).toMatchObject({ status: 'active' });
  await expect(read({ asOf: '2026-11-22T09:00:00.001Z' })).rejects.toMatchObject({ status: 400 });
  await execute({ type: 'RevokeSupportAccess', data: { workspaceId: 'wayne', actor } });
  await project();
  expect(await read()).toMatchObject({ status: 'none', sessions: [] });
});
