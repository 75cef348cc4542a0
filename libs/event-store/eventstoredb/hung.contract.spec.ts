import { CommandDoor } from '#commands';
import { systemClock } from '#config';
import { EventStoreDbCluster } from '../../../test/doubles/eventstoredb/event-store-db-cluster.js';
import { EventStoreDbDouble } from '../../../test/doubles/eventstoredb/event-store-db-double.js';
import { eventually } from '../../../test/support/eventually.js';
import { StoreUnavailableError } from '../errors.js';
import { eventsOf } from '../event-fixtures.contract.js';
import { EventStoreDbStore } from './event-store-db-store.js';

const STREAM = 'supportAccess-w1';
const LIMITS = { answerLimitMs: 500 };

let store: EventStoreDbStore;
let stop: () => void;

afterEach(async () => {
  await store.close();
  stop();
});

const failed = (work: Promise<unknown>): Promise<StoreUnavailableError> =>
  work.then(
    () => Promise.reject(new Error('it went well')),
    (error: StoreUnavailableError) => error,
  );

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

describe('a server that hangs', () => {
  let double: EventStoreDbDouble;

  beforeEach(async () => {
    double = await EventStoreDbDouble.start();
    stop = () => double.stop();
    store = new EventStoreDbStore(double.url, LIMITS);
    await store.append(STREAM, 'empty', eventsOf('c0'));
  });

  it('is known to be away after one call, and every further one fails at once without being sent', async () => {
    double.faults.isHung = true;
    expect(await failed(store.append(STREAM, 0, eventsOf('c1')))).toBeInstanceOf(StoreUnavailableError);
    await eventually('it is known', async () => (await store.health()).status === 'down');
    const { read, append } = double.calls;
    const calls = Array.from({ length: 50 }, (_, n) => [
      failed(store.append(`${STREAM}-${n}`, 'empty', eventsOf(`c${n}`))),
      failed(store.head()),
    ]).flat();
    expect(await timed(() => Promise.all(calls))).toBeLessThan(LIMITS.answerLimitMs);
    expect(await calls[0]).toMatchObject({ message: expect.stringContaining('no answer within') });
    expect(double.calls).toMatchObject({ read, append });
    double.faults.isHung = false;
    await eventually('it is back', async () => (await store.health()).status === 'up');
    await store.append(STREAM, 0, eventsOf('c1'));
  });

  it('makes a command wait for its 503 no longer than the door may take, and those behind it, too', async () => {
    const policy = { requireTicket: false, sessionMinutes: 60 };
    const door = new CommandDoor(store, systemClock, { policy, answerLimitMs: 300 });
    const command = {
      type: 'UpdateWorkspace' as const,
      data: { workspaceId: 'w2', tier: 'business' as const, forcedSso: false, ownerIds: ['olivia'] },
    };
    const send = (n: number) => door.execute({ commandId: `c${n}`, command, source: { kind: 'http' } });
    double.faults.isHung = true;
    const commands = Array.from({ length: 10 }, (_, n) => failed(send(n)));
    const ms = await timed(() => Promise.all(commands));
    expect(await Promise.all(commands)).toEqual(commands.map(() => expect.any(StoreUnavailableError)));
    // Each of them alone would take twice the limit of an answer and three pauses.
    expect(ms).toBeLessThan(10 * LIMITS.answerLimitMs);
    double.faults.isHung = false;
  });
});

it.each([
  ['all members', (cluster: EventStoreDbCluster) => cluster.url],
  ['discovery', (cluster: EventStoreDbCluster) => cluster.members[2]!.discoveredUrl],
])('another leader is used as soon as it is elected when the one before hangs, by %s', async (_, url) => {
  const cluster = await EventStoreDbCluster.start();
  stop = () => cluster.stop();
  store = new EventStoreDbStore(url(cluster), LIMITS);
  await store.append(STREAM, 'empty', eventsOf('c0'));
  cluster.members[0]!.faults.isHung = true;
  expect(await failed(store.append(STREAM, 0, eventsOf('c1')))).toBeInstanceOf(StoreUnavailableError);
  cluster.elect(1);
  const ms = await timed(() =>
    eventually('it is written', async () => {
      const appended = store.append(STREAM, 0, eventsOf('c1', 'x'));
      return appended.then(
        () => true,
        (error: unknown) => {
          expect(error).toBeInstanceOf(StoreUnavailableError);
          return false;
        },
      );
    }),
  );
  expect(ms).toBeLessThan(10_000);
  cluster.members[0]!.faults.isHung = false;
});
