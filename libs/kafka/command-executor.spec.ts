import type { CommandEnvelope, Executed } from '#commands';
import { eventually } from '../../test/support/eventually.js';
import { CommandExecutor } from './command-executor.js';
import type { TakenCommand } from './command-executor.js';
import type { Log } from './log.js';
import { silentLog } from './log.js';
import { noopObserver } from './observer.js';
import type { Finished, OutcomeSender } from './outcome-sender.js';

const COMMANDS = 200;

const taken = (n: number): TakenCommand =>
  ({
    wire: { commandId: `c-${n}`, command: { type: 'UpdateWorkspace', data: { workspaceId: `w-${n}` } } },
    place: { topic: 'commands', partition: 0, offset: `${n}` },
    progress: { abandoned: false },
  }) as unknown as TakenCommand;

/** An executor at a door that is no door, and what it has finished. */
function executing(refusal: (envelope: CommandEnvelope) => Error | undefined, log: Log = silentLog) {
  const execute = async (envelope: CommandEnvelope): Promise<Executed> => {
    const refused = refusal(envelope);
    if (refused) throw refused;
    const { commandId, command } = envelope;
    const { workspaceId } = command.data;
    return {
      result: { commandId, workspaceId, outcome: 'ignored', events: [] },
      repeated: false,
      events: [],
    };
  };
  const finished: Finished[] = [];
  const sender = { add: (one: Finished) => void finished.push(one) } as unknown as OutcomeSender;
  const { signal } = new AbortController();
  const executor = new CommandExecutor(
    { execute },
    'test',
    sender,
    noopObserver,
    log,
    signal,
    256,
    () => 1_000_000,
  );
  const finishes = (count: number): Promise<void> =>
    eventually(`${count} are finished`, () => finished.length === count);
  return { executor, finished, finishes };
}

// A commands process that started beside a store that was away told of each of its 256 commands every second, with a stack
// each: on a busy machine that took all of its time, and it never got as far as to find the store again.
it('tells of a store that is away once a second, however many commands wait for it', async () => {
  let isAway = true;
  let asked = 0;
  const told: object[] = [];
  const { executor, finishes } = executing(
    () => {
      asked += 1;
      return isAway ? new Error('away') : undefined;
    },
    { ...silentLog, warn: (fields: object) => void told.push(fields) },
  );
  const since = performance.now();
  for (let n = 0; n < COMMANDS; n++) executor.add(taken(n));
  await eventually('it has tried again', () => asked > 3 * COMMANDS);
  expect(executor.trouble?.message).toBe('away');
  expect(told.length).toBeGreaterThanOrEqual(1);
  expect(told.length).toBeLessThanOrEqual(1 + (performance.now() - since) / 1_000);
  isAway = false;
  await finishes(COMMANDS);
  expect(executor.trouble).toBeUndefined();
});

it.each([
  ['of a workspace whose log is damaged', { code: 'LOG_DAMAGED' }],
  ['that the store refuses for itself', { code: 'STORE_REFUSED', refuses: 'command' }],
])('a command %s is answered and set aside, and holds nobody up', async (_, refusal) => {
  const { executor, finished, finishes } = executing(({ command }) =>
    command.data.workspaceId === 'w-0' ? Object.assign(new Error('damaged at 7'), refusal) : undefined,
  );
  const received = { key: Buffer.from('w-0'), value: Buffer.from('{}'), headers: {}, offset: '0' };
  executor.add({ ...taken(0), received });
  executor.add(taken(1));
  await finishes(2);
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
  const refusal = Object.assign(new Error('no right'), { code: 'STORE_REFUSED', refuses: 'server' });
  const { executor, finished, finishes } = executing(() => (refused-- > 0 ? refusal : undefined));
  executor.add(taken(0));
  await finishes(1);
  expect(refused).toBe(-1);
  expect(finished[0]).toMatchObject({ outcome: 'ignored' });
});
