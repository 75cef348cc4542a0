import { DEFAULT_POLICY } from '#domain';
import { CommandDoor } from '#commands';
import { systemClock } from '#config';
import { EventStoreDbCluster } from '../../../test/doubles/eventstoredb/event-store-db-cluster.js';
import { EventStoreDbDouble } from '../../../test/doubles/eventstoredb/event-store-db-double.js';
import { eventually } from '../../../test/support/eventually.js';
import { StoreAwayError, StoreUnavailableError } from '../errors.js';
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
    const firstMs = await timed(async () =>
      expect(await failed(store.append(STREAM, 0, eventsOf('c1')))).toBeInstanceOf(StoreUnavailableError),
    );
    await eventually('it is known', async () => (await store.health()).status === 'down');
    const { read, append } = double.calls;
    const calls = Array.from({ length: 50 }, (_, n) => [
      failed(store.append(`${STREAM}-${n}`, 'empty', eventsOf(`c${n}`))),
      failed(store.head()),
    ]).flat();
    expect(await timed(() => Promise.all(calls))).toBeLessThan(firstMs);
    expect(await calls[0]).toMatchObject({ message: expect.stringContaining('no answer within') });
    expect(double.calls).toMatchObject({ read, append });
    double.faults.isHung = false;
    await eventually('it is back', async () => (await store.health()).status === 'up');
    await store.append(STREAM, 0, eventsOf('c1'));
  });

  const policy = DEFAULT_POLICY;
  const describeIt = (workspaceId: string) => ({
    type: 'UpdateWorkspace' as const,
    data: { workspaceId, tier: 'business' as const, forcedSso: false, ownerIds: ['olivia'] },
  });

  it('is told at once to however many commands, none of which is sent or tried again while it is known to be away', async () => {
    await store.close();
    store = new EventStoreDbStore(double.url, { answerLimitMs: 2_000, appendsInFlight: 8 });
    let [sent, retries] = [0, 0];
    const observer = { storeRetry: () => void retries++ };
    const door = new CommandDoor(store, systemClock, { policy, observer });
    const send = (name: string): Promise<unknown>[] =>
      Array.from({ length: 100 }, (_, n) => {
        const command = describeIt(`${name}-${n}`);
        return door.execute({ commandId: `c${++sent}`, command, source: { kind: 'http' } });
      });
    // What these are is in memory then: nothing but the append asks the server.
    await Promise.all(send('untried'));
    double.faults.isHung = true;
    const waited = await Promise.all(send('tried').map(failed));
    expect(waited).toEqual(waited.map(() => expect.any(StoreUnavailableError)));
    await eventually('it is known', async () => (await failed(store.head())) instanceof StoreAwayError);
    const before = { retries, append: double.calls.append };
    const told = await Promise.all([...send('untried'), ...send('tried')].map(failed));
    expect(told).toEqual(told.map(() => expect.any(StoreAwayError)));
    expect({ retries, append: double.calls.append }).toEqual(before);
    double.faults.isHung = false;
    await eventually('it is back', async () => (await store.health()).status === 'up');
    await Promise.all([...send('untried'), ...send('tried')]);
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
  await eventually('it is written', async () => {
    const appended = store.append(STREAM, 0, eventsOf('c1', 'x'));
    return appended.then(
      () => true,
      (error: unknown) => {
        expect(error).toBeInstanceOf(StoreUnavailableError);
        return false;
      },
    );
  });
  cluster.members[0]!.faults.isHung = false;
});
