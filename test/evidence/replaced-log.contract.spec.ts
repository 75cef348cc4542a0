import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandDoor, WorkspaceFolds } from '#commands';
import type { Command } from '#domain';
import type { EventStore } from '#event-store';
import { openEventStore } from '#event-store';
import { openReadModels } from '#read-models';
import type { ReadModels } from '#read-models';
import { AccessCheck } from '../../apps/service/api/access/access-check.js';
import { DamageWatch } from '../../apps/service/workers/evidence/damage-watch.js';
import { verifiedLogDoor } from '../../apps/service/workers/evidence/verified-log-door.js';
import { EventStoreDbDouble } from '../doubles/eventstoredb/event-store-db-double.js';
import { actor, clock, describeIt, grantIt, policy } from './olivias-commands.js';

// A server whose data is changed by an operator under the running service: one stream deleted or truncated is damage of that
// workspace, an older copy of everything is another log.

const revokeIt = (workspaceId: string): Command => ({
  type: 'RevokeSupportAccess',
  data: { workspaceId, actor },
});

let directory: string;
let models: ReadModels;
let double: EventStoreDbDouble;
let lines: { code?: string; stream?: string }[];
let sent = 0;
const open: EventStore[] = [];

/** What one process is made of. */
async function newProcess() {
  const store = await openEventStore(double.url);
  open.push(store);
  const watch = new DamageWatch(models.queries, {
    error: (facts: object) => void lines.push(facts),
  } as never);
  const folds = new WorkspaceFolds(watch.guard(store), undefined, watch.folds);
  watch.onReplaced((reason) => folds.close(reason));
  const door = verifiedLogDoor(
    new CommandDoor(store, clock, { policy, folds, retryDelaysMs: [] }),
    () => undefined,
    (stream) => watch.refuse(stream),
    (error) => watch.notice(error),
  );
  const check = new AccessCheck(folds, store, clock);
  return {
    watch,
    send: async (...commands: Command[]) => {
      const outcomes: unknown[] = [];
      for (const command of commands)
        outcomes.push(
          await door.execute({ commandId: `c${++sent}`, command, source: { kind: 'http' } }).then(
            ({ result }) => result.outcome,
            (error: unknown) => (error as { code?: string }).code,
          ),
        );
      return outcomes;
    },
    ask: async (workspaceId: string, strong = true) => {
      const request = { workspaceId, engineerId: 'erin', action: 'login' as const };
      const answer = check.atOnce(request, { strong }) ?? (await check.decide(request, { strong }));
      return answer.allowed || answer.reason;
    },
  };
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'replaced-log-'));
  models = await openReadModels(`sqlite:${join(directory, 'read-models.db')}`);
  double = await EventStoreDbDouble.start();
  lines = [];
  const first = await newProcess();
  await first.send(...['acme', 'globex'].flatMap((id) => [describeIt(id), grantIt(id)]));
});
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
  double.stop();
  await models.close();
  rmSync(directory, { recursive: true });
});

it.each<[string, (service: Awaited<ReturnType<typeof newProcess>>) => Promise<unknown>]>([
  ['a strong check', (service) => service.ask('acme')],
  [
    'a command to a workspace that is as it was',
    async (service) => (await service.send(describeIt('globex')))[0],
  ],
])(
  'a server restored from an older copy is noticed by %s: nobody is let in and no command taken',
  async (_, notice) => {
    const service = await newProcess();
    expect(await service.ask('acme')).toBe(true);
    const backup = double.log.copy();
    expect(await service.send(revokeIt('acme'))).toEqual(['accepted']);
    double.log.restore(backup);
    expect(await notice(service)).toBe('LOG_REPLACED');
    for (const isStrong of [true, false]) expect(await service.ask('globex', isStrong)).toBe('LOG_REPLACED');
    expect(await service.send(grantIt('acme'), describeIt('initech'))).toEqual([
      'LOG_REPLACED',
      'LOG_REPLACED',
    ]);
    expect(await service.watch.obstacle(0n)).toMatch(/was replaced or restored/);
    expect(service.watch.identity()).toMatchObject({ status: 'down' });
    expect(lines).toMatchObject([{ code: 'LOG_REPLACED' }]);
  },
);

describe.each<[string, () => void]>([
  ['truncated between what was read and a revocation', () => double.log.truncate('supportAccess-acme', 3)],
  ['truncated to its last event', () => double.log.truncate('supportAccess-acme', 2)],
  ['deleted', () => double.log.softDelete('supportAccess-acme')],
])('a stream that is %s', (_, act) => {
  it('is damage of its workspace: never a yes from before, and all others go on', async () => {
    const [service, other] = [await newProcess(), await newProcess()];
    expect(await service.ask('acme')).toBe(true);
    expect(await other.send(revokeIt('acme'), grantIt('acme'), revokeIt('acme'))).toEqual(
      Array(3).fill('accepted'),
    );
    act();
    for (const isStrong of [true, false]) expect(await service.ask('acme', isStrong)).toBe('LOG_DAMAGED');
    expect(await service.send(grantIt('acme'))).toEqual(['LOG_DAMAGED']);
    expect(await service.ask('globex')).toBe(true);
    expect(await service.send(revokeIt('globex'))).toEqual(['accepted']);
    expect(service.watch.degraded()).toMatch(/supportAccess-acme/);
    expect(service.watch.identity()).toEqual({ status: 'up' });
    expect(lines).toMatchObject([{ stream: 'supportAccess-acme' }]);
    // A process that knows nothing yet says no, too, and acknowledges nothing.
    const fresh = await newProcess();
    expect(await fresh.ask('acme')).not.toBe(true);
    expect(await fresh.send(grantIt('acme'))).toEqual(['LOG_DAMAGED']);
  });
});
