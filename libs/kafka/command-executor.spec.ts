import { setTimeout as sleep } from 'node:timers/promises';
import type { Door } from '#commands';
import { CommandExecutor } from './command-executor.js';
import type { TakenCommand } from './command-executor.js';
import { silentLog } from './log.js';
import { noopObserver } from './observer.js';
import type { Finished, OutcomeSender } from './outcome-sender.js';

const COMMANDS = 200;
const AWAY_MS = 1_500;

const taken = (n: number): TakenCommand =>
  ({
    wire: { commandId: `c-${n}`, command: { type: 'UpdateWorkspace', data: { workspaceId: `w-${n}` } } },
    place: { topic: 'commands', partition: 0, offset: `${n}` },
    progress: { abandoned: false },
  }) as unknown as TakenCommand;

// A commands process that started beside a store that was away told of each of its 256 commands every second, with a stack
// each: on a busy machine that took all of its time, and it never got as far as to find the store again.
it('tells of a store that is away once a second, however many commands wait for it', async () => {
  let isAway = true;
  let asked = 0;
  const door: Door = {
    execute: async ({ commandId, command }) => {
      asked += 1;
      if (isAway) throw new Error('away');
      const { workspaceId } = command.data;
      return {
        result: { commandId, workspaceId, outcome: 'ignored', events: [] },
        repeated: false,
        events: [],
      };
    },
  };
  const told: object[] = [];
  const log = { ...silentLog, warn: (fields: object) => void told.push(fields) };
  const outcomes: string[] = [];
  const sender = { add: ({ outcome }: { outcome: string }) => void outcomes.push(outcome) };
  const { signal } = new AbortController();
  const executor = new CommandExecutor(
    door,
    'test',
    sender as unknown as OutcomeSender,
    noopObserver,
    log,
    signal,
    256,
    () => 1_000_000,
  );
  const since = performance.now();
  for (let n = 0; n < COMMANDS; n++) executor.add(taken(n));
  await sleep(AWAY_MS);
  expect(executor.trouble?.message).toBe('away');
  expect(asked).toBeGreaterThan(2 * COMMANDS);
  expect(told.length).toBeGreaterThanOrEqual(1);
  expect(told.length).toBeLessThanOrEqual(1 + (performance.now() - since) / 1_000);
  isAway = false;
  while (outcomes.length < COMMANDS) await sleep(10);
  expect(executor.trouble).toBeUndefined();
});

it.each([
  ['of a workspace whose log is damaged', { code: 'LOG_DAMAGED' }],
  ['that the store refuses for itself', { code: 'STORE_REFUSED', refuses: 'command' }],
])('a command %s is answered and set aside, and holds nobody up', async (_, refusal) => {
  const door: Door = {
    execute: async ({ commandId, command }) => {
      const { workspaceId } = command.data;
      if (workspaceId === 'w-0') throw Object.assign(new Error('damaged at 7'), refusal);
      return {
        result: { commandId, workspaceId, outcome: 'ignored', events: [] },
        repeated: false,
        events: [],
      };
    },
  };
  const finished: Finished[] = [];
  const sender = { add: (one: Finished) => void finished.push(one) } as unknown as OutcomeSender;
  const { signal } = new AbortController();
  const executor = new CommandExecutor(
    door,
    'test',
    sender,
    noopObserver,
    silentLog,
    signal,
    256,
    () => 1_000_000,
  );
  const received = { key: Buffer.from('w-0'), value: Buffer.from('{}'), headers: {}, offset: '0' };
  executor.add({ ...taken(0), received });
  executor.add(taken(1));
  while (finished.length < 2) await sleep(10);
  const aside = finished.find(({ deadLetter }) => deadLetter !== undefined)!;
  expect(JSON.parse(String(aside.result.value))).toEqual({
    commandId: 'c-0',
    workspaceId: 'w-0',
    outcome: 'denied',
    code: refusal.code,
    events: [],
  });
  expect(aside.result.headers).toMatchObject({ ce_id: 'commands/0/0' });
  expect(aside.deadLetter!.headers).toMatchObject({
    'x-error-code': refusal.code,
    'x-error-message': 'damaged at 7',
  });
  expect(executor.trouble).toBeUndefined();
});

it('what the store refuses every command, they wait for', async () => {
  let refused = 3;
  const door: Door = {
    execute: async ({ commandId, command }) => {
      if (refused-- > 0)
        throw Object.assign(new Error('no right'), { code: 'STORE_REFUSED', refuses: 'server' });
      const { workspaceId } = command.data;
      return {
        result: { commandId, workspaceId, outcome: 'ignored', events: [] },
        repeated: false,
        events: [],
      };
    },
  };
  const finished: Finished[] = [];
  const sender = { add: (one: Finished) => void finished.push(one) } as unknown as OutcomeSender;
  const { signal } = new AbortController();
  const executor = new CommandExecutor(
    door,
    'test',
    sender,
    noopObserver,
    silentLog,
    signal,
    256,
    () => 1_000_000,
  );
  executor.add(taken(0));
  while (finished.length < 1) await sleep(10);
  expect(refused).toBe(-1);
  expect(finished[0]).toMatchObject({ outcome: 'ignored' });
});
