import type { Executed } from '#commands';
import { MINUTE_MS } from '#domain';
import { ExpirySaga } from './expiry-saga.js';
import { SimulatedTime } from './simulated-time.contract.js';

const T0 = Date.UTC(2026, 10, 22, 9, 30);
const entry = { kind: 'grant', id: 'g1', workspaceId: 'acme', dueAt: T0 } as const;
const named = { commandId: 'expire-g1', workspaceId: 'acme' };
const IGNORED: Executed = {
  repeated: false,
  events: [],
  result: { ...named, outcome: 'ignored', events: [] },
};

it('says once, and in health, that an end which it has tried for a minute is not recorded', async () => {
  const time = new SimulatedTime(T0);
  const told: string[] = [];
  let due = [entry];
  const saga = new ExpirySaga({
    dueList: { due: async () => due, nextDueAt: async () => undefined, position: async () => 1n },
    door: { execute: async () => IGNORED },
    clock: time,
    scheduler: time.scheduler,
    observer: { unrecorded: (first, count) => void told.push(`${count}: ${first.id}`) },
  });
  saga.start();
  await time.pass(55_000);
  expect([told, saga.health()]).toEqual([[], { status: 'up', overdueMs: 55_000, unrecorded: 0 }]);
  await time.pass(MINUTE_MS);
  expect(told).toEqual(['1: g1']);
  expect(saga.health()).toMatchObject({
    status: 'down',
    reason: 'the end of grant g1 has been tried for a minute and is not recorded',
    unrecorded: 1,
  });
  due = [];
  await time.pass(30_000);
  expect(saga.health()).toEqual({ status: 'up', overdueMs: 0, unrecorded: 0 });
  expect(told).toHaveLength(1);
  await saga.stop();
});
