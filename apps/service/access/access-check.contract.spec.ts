import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Door } from '#commands';
import { CommandDoor } from '#commands';
import type { Command } from '#domain';
import { MINUTE_MS } from '#domain';
import type { EventStore } from '#event-store';
import { LOG_START, openEventStore } from '#event-store';
import type { AccessQuestion, ReadModelQueries, ReadModels } from '#read-models';
import { openReadModelQueries, openReadModels, ReadModelUnavailableError } from '#read-models';
import { AccessCheck } from './access-check.js';
import { AccessLog } from './access-log.js';
import type { AccessAction } from './access-state.js';
import { Evaluations } from './evaluations.js';
import { noting, OwnWrites } from './own-writes.js';

const T0 = Date.parse('2026-11-22T09:00:00.000Z');
const directory = mkdtempSync(join(tmpdir(), 'support-access-check-'));
let now = T0;
const clock = { now: () => now };
let store: EventStore;
let models: ReadModels;
let queries: ReadModelQueries;
let door: Door;
let check: AccessCheck;
let sent = 0;

beforeAll(async () => {
  store = await openEventStore(`sqlite:${join(directory, 'events.db')}`);
  models = await openReadModels(`sqlite:${join(directory, 'read-models.db')}`);
  queries = await openReadModelQueries(`sqlite:${join(directory, 'read-models.db')}`);
  const writes = new OwnWrites(await store.head());
  const policy = { requireTicket: false, sessionMinutes: 30 };
  door = noting(writes, new CommandDoor(store, clock, { policy }));
  check = new AccessCheck(queries, clock, new AccessLog(store), writes);
});
beforeEach(() => (now = T0));
afterAll(async () => {
  await queries.close();
  await models.close();
  await store.close();
  rmSync(directory, { recursive: true });
});

const execute = (command: Command) =>
  door.execute({ commandId: `c${++sent}`, command, source: { kind: 'http' } });
const actor = { id: 'olivia', kind: 'user' as const };
const describeWorkspace = (workspaceId: string, forcedSso = false) =>
  execute({ type: 'UpdateWorkspace', data: { workspaceId, tier: 'team', forcedSso, ownerIds: ['olivia'] } });
const grant = (workspaceId: string, durationMinutes = 60) =>
  execute({ type: 'GrantSupportAccess', data: { workspaceId, actor, durationMinutes } });
const login = (workspaceId: string, id = 'erin') =>
  execute({ type: 'RecordSupportLogin', data: { workspaceId, engineer: { id } } });
const revoke = (workspaceId: string) =>
  execute({ type: 'RevokeSupportAccess', data: { workspaceId, actor } });

/** The projector's work, done when the test says so: until then the read models lag. */
async function project(): Promise<void> {
  const reader = await openReadModelQueries(`sqlite:${join(directory, 'read-models.db')}`);
  const after = await reader.position();
  await reader.close();
  for await (const page of store.readAll(after)) await models.apply(page, page.at(-1)!.position);
}

const ask = (workspaceId: string, action: AccessAction = 'access', strong = false, engineerId = 'erin') =>
  check.decide({ workspaceId, engineerId, action }, { strong });

it('knows a revocation that no projector has seen yet, and a login', async () => {
  await describeWorkspace('w1');
  await grant('w1');
  expect(await ask('w1', 'login')).toMatchObject({ allowed: true });
  expect(await ask('w1')).toMatchObject({ allowed: false, reason: 'NO_LIVE_SESSION' });
  await login('w1');
  expect(await ask('w1')).toMatchObject({ allowed: true, sessionId: expect.any(String) });
  await project();
  expect(await ask('w1')).toMatchObject({ allowed: true });
  await revoke('w1');
  expect(
    await queries.checkAccess({ workspaceId: 'w1', engineerId: 'erin', action: 'access', at: now }),
  ).toMatchObject({
    allowed: true,
  });
  for (const action of ['login', 'access'] as const)
    expect(await ask('w1', action)).toMatchObject({ allowed: false, reason: 'NO_ACTIVE_GRANT' });
});

it.each([[false], [true]])('ends to the millisecond, recorded or not (strong: %s)', async (strong) => {
  const workspaceId = `end-${strong}`;
  await describeWorkspace(workspaceId);
  await grant(workspaceId, 10);
  await login(workspaceId);
  if (!strong) await project();
  now = T0 + 10 * MINUTE_MS - 1;
  expect(await ask(workspaceId, 'access', strong)).toMatchObject({ allowed: true });
  now += 1;
  for (const action of ['login', 'access'] as const)
    expect(await ask(workspaceId, action, strong)).toMatchObject({
      allowed: false,
      reason: 'ACCESS_EXPIRED',
    });
});

it('a clock that is set back brings no session to life again', async () => {
  await describeWorkspace('w2');
  await grant('w2');
  await login('w2');
  now = T0 + 5 * MINUTE_MS;
  await revoke('w2');
  await project();
  now = T0 + MINUTE_MS;
  for (const strong of [false, true])
    expect(await ask('w2', 'access', strong)).toMatchObject({ allowed: false, reason: 'NO_ACTIVE_GRANT' });
});

it('answers from the log while the read models are away', async () => {
  await describeWorkspace('w3');
  await grant('w3');
  await project();
  const away = { checkAccess: () => Promise.reject(new ReadModelUnavailableError('read-models.db', 'gone')) };
  const alone = new AccessCheck(away as never, clock, new AccessLog(store), new OwnWrites(LOG_START));
  expect(
    await alone.decide({ workspaceId: 'w3', engineerId: 'erin', action: 'login' }, { strong: false }),
  ).toMatchObject({ allowed: true });
});

it('gives no answer again that a write overtook while it was looked up', async () => {
  await describeWorkspace('w5');
  await grant('w5');
  await project();
  let whileReading: (() => Promise<unknown>) | undefined;
  const slow = {
    checkAccess: async (question: AccessQuestion) => {
      const answer = await queries.checkAccess(question);
      await whileReading?.();
      return answer;
    },
  };
  const writes = new OwnWrites(LOG_START);
  const own = noting(writes, door);
  whileReading = () =>
    own.execute({
      commandId: 'overtaking',
      command: { type: 'RevokeSupportAccess', data: { workspaceId: 'w5', actor } },
      source: { kind: 'http' },
    });
  const overtaken = new AccessCheck(slow as never, clock, new AccessLog(store), writes);
  const request = { workspaceId: 'w5', engineerId: 'erin', action: 'login' as const };
  const first = await overtaken.decide(request, { strong: false });
  whileReading = undefined;
  expect(first).toMatchObject({ allowed: false, reason: 'NO_ACTIVE_GRANT' });
  expect(await overtaken.decide(request, { strong: false })).toMatchObject({ allowed: false });
});

it('gives an answer again to the letter and at once, until something is recorded', async () => {
  await describeWorkspace('w6');
  await grant('w6');
  await login('w6');
  await project();
  const evaluations = new Evaluations(check, new AccessLog(store));
  for (const name of ['login', 'access']) {
    const question = { subject: { type: 'engineer', id: 'erin' }, action: { name } };
    const body = Buffer.from(JSON.stringify({ ...question, resource: { type: 'workspace', id: 'w6' } }));
    const evaluate = () => evaluations.one(body, { strong: false });
    const first = evaluate();
    expect(first).toBeInstanceOf(Promise);
    expect(JSON.parse(await first)).toMatchObject({ decision: true });
    for (const again of [evaluate(), evaluate()]) expect(again).toBe(await first);
    expect(await evaluations.one(body, { strong: true })).toContain('"decision":true');
    const unreachable = { strong: false, minPosition: (await store.head()) + 1n };
    expect(check.recent({ workspaceId: 'w6', engineerId: 'erin', action: 'login' }, unreachable)).toBe(
      undefined,
    );
  }
  await revoke('w6');
  const request = { workspaceId: 'w6', engineerId: 'erin', action: 'access' as const };
  expect(check.recent(request, { strong: false })).toBeUndefined();
  expect(await ask('w6')).toMatchObject({ allowed: false, reason: 'NO_ACTIVE_GRANT' });
});

it('many who ask at once get one and the same answer', async () => {
  await describeWorkspace('w4');
  await grant('w4');
  await login('w4');
  const log = new AccessLog(store);
  const fresh = new AccessCheck(queries, clock, log, new OwnWrites(1_000_000n));
  const request = { workspaceId: 'w4', engineerId: 'erin', action: 'access' as const };
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => fresh.decide(request, { strong: true })),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toMatchObject({ allowed: true });
});

describe('whatever happened, the log and the read models agree', () => {
  const step = fc.oneof(
    fc.constantFrom('grant', 'login', 'other-login', 'revoke', 'sso-on', 'sso-off'),
    fc.integer({ min: 1, max: 45 }).map((minutes) => ({ minutes })),
  );
  let run = 0;

  it('after every step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const workspaceId = `any-${++run}`;
        now = T0;
        for (const each of ['sso-off', ...steps]) {
          if (typeof each === 'object') now += each.minutes * MINUTE_MS;
          else if (each === 'grant') await grant(workspaceId, 60);
          else if (each === 'login') await login(workspaceId);
          else if (each === 'other-login') await login(workspaceId, 'mel');
          else if (each === 'revoke') await revoke(workspaceId);
          else await describeWorkspace(workspaceId, each === 'sso-on');
          await project();
          for (const action of ['login', 'access'] as const) {
            const { position: _, ...projected } = await queries.checkAccess({
              workspaceId,
              engineerId: 'erin',
              action,
              at: now,
            });
            const { position: __, ...folded } = await ask(workspaceId, action, true);
            expect(folded).toEqual(projected);
            // Also when it was asked a step before, and the answer is one that may be given again.
            const { position: ___, ...current } = await ask(workspaceId, action);
            expect(current).toEqual(projected);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
