import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import Database from 'better-sqlite3';
import { CommandDoor, WorkspaceFolds } from '#commands';
import type { AccessAction, Command } from '#domain';
import { DEFAULT_POLICY, MINUTE_MS } from '#domain';
import type { EventStore } from '#event-store';
import { openEventReader, openEventStore, StoreUnavailableError } from '#event-store';
import { AccessCheck } from './access-check.js';
import { Evaluations } from './evaluations.js';

const T0 = Date.parse('2026-11-22T09:00:00.000Z');
const directory = mkdtempSync(join(tmpdir(), 'support-access-check-'));
const policy = { ...DEFAULT_POLICY, sessionMinutes: 30 };
let now = T0;
const clock = { now: () => now };
let store: EventStore;
let door: CommandDoor;
let check: AccessCheck;
let sent = 0;

beforeAll(async () => {
  store = await openEventStore(`sqlite:${join(directory, 'events.db')}`);
  const folds = new WorkspaceFolds(store);
  door = new CommandDoor(store, clock, { policy, folds });
  check = new AccessCheck(folds, store, clock);
});
beforeEach(() => (now = T0));
afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

const execute = (command: Command) =>
  door.execute({ commandId: `c${++sent}`, command, source: { kind: 'http' } });
const actor = { id: 'olivia', kind: 'user' as const };
const describeWorkspace = (workspaceId: string) =>
  execute({
    type: 'UpdateWorkspace',
    data: { workspaceId, tier: 'team', forcedSso: false, ownerIds: ['olivia'] },
  });
const grant = (workspaceId: string, durationMinutes = 60) =>
  execute({ type: 'GrantSupportAccess', data: { workspaceId, actor, durationMinutes } });
const login = (workspaceId: string, id = 'erin') =>
  execute({ type: 'RecordSupportLogin', data: { workspaceId, engineer: { id } } });
const revoke = (workspaceId: string) =>
  execute({ type: 'RevokeSupportAccess', data: { workspaceId, actor } });

const ask = (workspaceId: string, action: AccessAction = 'access', strong = false, engineerId = 'erin') =>
  check.decide({ workspaceId, engineerId, action }, { strong });

it.each([[false], [true]])('knows a login and a revocation at once (strong: %s)', async (strong) => {
  const workspaceId = `w1-${strong}`;
  expect(await ask(workspaceId, 'login', strong)).toEqual({
    allowed: false,
    reason: 'UNKNOWN_WORKSPACE',
    position: '0',
  });
  await describeWorkspace(workspaceId);
  expect(await ask(workspaceId, 'login', strong)).toMatchObject({
    allowed: false,
    reason: 'NO_ACTIVE_GRANT',
  });
  await grant(workspaceId);
  expect(await ask(workspaceId, 'login', strong)).toMatchObject({ allowed: true });
  expect(await ask(workspaceId, 'access', strong)).toMatchObject({ reason: 'NO_LIVE_SESSION' });
  const { result } = await login(workspaceId);
  expect(await ask(workspaceId, 'access', strong)).toMatchObject({
    allowed: true,
    sessionId: expect.any(String),
    position: 'position' in result && result.position,
  });
  expect(await ask(workspaceId, 'access', strong, 'mel')).toMatchObject({ reason: 'NO_LIVE_SESSION' });
  await revoke(workspaceId);
  for (const action of ['login', 'access'] as const)
    expect(await ask(workspaceId, action, strong)).toMatchObject({
      allowed: false,
      reason: 'NO_ACTIVE_GRANT',
    });
});

it.each([[false], [true]])('ends to the millisecond, recorded or not (strong: %s)', async (strong) => {
  const workspaceId = `end-${strong}`;
  await describeWorkspace(workspaceId);
  await grant(workspaceId, 10);
  await login(workspaceId);
  now = T0 + 10 * MINUTE_MS - 1;
  expect(await ask(workspaceId, 'access', strong)).toMatchObject({ allowed: true });
  now += 1;
  for (const action of ['login', 'access'] as const)
    expect(await ask(workspaceId, action, strong)).toMatchObject({
      allowed: false,
      reason: 'ACCESS_EXPIRED',
    });
});

it('reads nothing for a workspace that was asked for a moment ago', async () => {
  await describeWorkspace('w6');
  await grant('w6');
  const evaluations = new Evaluations(check, store);
  const question = { subject: { type: 'engineer', id: 'erin' }, action: { name: 'login' } };
  const body = Buffer.from(JSON.stringify({ ...question, resource: { type: 'workspace', id: 'w6' } }));
  const reads = jest.spyOn(store, 'readStream');
  const answer = evaluations.one(body, { strong: false });
  expect(answer).toEqual(expect.stringContaining('"decision":true'));
  expect(reads).not.toHaveBeenCalled();
  expect(await evaluations.one(body, { strong: true })).toBe(answer);
  expect(reads).toHaveBeenCalledTimes(1);
});

it('gives the same yes again until the session, the grant or an event ends it', async () => {
  await describeWorkspace('w9');
  await grant('w9', 40);
  await login('w9');
  const asked = (action: AccessAction) =>
    check.atOnce({ workspaceId: 'w9', engineerId: 'erin', action }, { strong: false });
  const [entering, inside] = [asked('login'), asked('access')];
  now = T0 + 30 * MINUTE_MS - 1;
  expect(asked('access')).toBe(inside);
  now += 1;
  expect(asked('access')).toMatchObject({ allowed: false, reason: 'NO_LIVE_SESSION' });
  expect(asked('login')).toBe(entering);
  now = T0 + 40 * MINUTE_MS;
  expect(asked('login')).toMatchObject({ allowed: false, reason: 'ACCESS_EXPIRED' });
  now = T0 + 1;
  expect(asked('access')).toBe(inside);
  await revoke('w9');
  for (const action of ['login', 'access'] as const)
    expect(asked(action)).toMatchObject({ allowed: false, reason: 'NO_ACTIVE_GRANT' });
});

describe('a minimum position', () => {
  const request = { workspaceId: 'w7', engineerId: 'erin', action: 'login' as const };

  it('in another stream is known when the log has it', async () => {
    await describeWorkspace('w7');
    const { result } = await describeWorkspace('w7-other');
    const minPosition = BigInt('position' in result ? result.position : 0);
    expect(check.atOnce(request, { strong: false, minPosition })).toBeUndefined();
    expect(await check.decide(request, { strong: false, minPosition })).toMatchObject({
      reason: 'NO_ACTIVE_GRANT',
    });
  });

  it('that the log does not have is refused', async () => {
    const minPosition = (await store.head()) + 1n;
    await expect(check.decide(request, { strong: false, minPosition })).rejects.toMatchObject({
      status: 503,
    });
  });
});

it('no answer is given while the stream has to be read and cannot be', async () => {
  const away = {
    // oxlint-disable-next-line eslint/require-yield -- it fails before the first page
    async *readStream() {
      throw new StoreUnavailableError('away');
    },
    requireSameLog: async () => undefined,
  };
  const alone = new AccessCheck(new WorkspaceFolds(away), store, clock);
  const request = { workspaceId: 'w6', engineerId: 'erin', action: 'login' as const };
  await expect(alone.decide(request, { strong: false })).rejects.toThrow(StoreUnavailableError);
});

it('an edited stream lets nobody in, until it is whole again', async () => {
  await describeWorkspace('w8');
  await grant('w8');
  const db = new Database(join(directory, 'events.db'));
  const edit = (from: string, to: string) =>
    db.exec(`
      DROP TRIGGER IF EXISTS events_refuse_update;
      UPDATE events SET data = replace(data, '${from}', '${to}') WHERE type = 'SupportAccessGranted' AND stream_id =
        (SELECT stream_id FROM streams WHERE name = 'supportAccess-w8')`);
  /** As a process that is started now answers. */
  const fresh = async () => {
    const reader = await openEventReader(`sqlite:${join(directory, 'events.db')}`);
    const request = { workspaceId: 'w8', engineerId: 'erin', action: 'login' as const };
    try {
      return await new AccessCheck(new WorkspaceFolds(reader), reader, clock).decide(request, {
        strong: false,
      });
    } finally {
      await reader.close();
    }
  };
  try {
    edit('"expiresAt":"2026', '"expiresAt":"2099');
    expect(await fresh()).toMatchObject({ allowed: false, reason: 'LOG_DAMAGED' });
    edit('"expiresAt":"2099', '"expiresAt":"2026');
    expect(await fresh()).toMatchObject({ allowed: true });
  } finally {
    db.close();
  }
});
