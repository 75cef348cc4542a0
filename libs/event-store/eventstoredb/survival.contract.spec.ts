import { status } from '@grpc/grpc-js';
import { EventStoreDbCluster } from '../../../test/doubles/eventstoredb/event-store-db-cluster.js';
import { EventStoreDbDouble } from '../../../test/doubles/eventstoredb/event-store-db-double.js';
import { eventually } from '../../../test/support/eventually.js';
import { StoreUnavailableError } from '../errors.js';
import { eventsOf, takeUntil } from '../event-fixtures.contract.js';
import type { EventStore } from '../event-store.js';
import { LOG_START } from '../event-store.js';
import { EventStoreDbStore } from './event-store-db-store.js';

// A rejection that nobody handles and an exception in an event handler end a process. Jest fails the test that runs meanwhile.

const STREAM = 'supportAccess-w1';
const LIMITS = { answerLimitMs: 3_000, follow: { watchdogMs: 100, firstRetryMs: 5, longestRetryMs: 20 } };

let store: EventStore;
const stop: (() => void)[] = [];

afterEach(async () => {
  for (const each of stop.splice(0)) each();
  await store.close();
});

const unavailable = (error: unknown): void => expect(error).toBeInstanceOf(StoreUnavailableError);

function followed(): Promise<unknown> {
  const over = new AbortController();
  stop.unshift(() => over.abort());
  return takeUntil(store, LOG_START, () => false, over.signal);
}

it('a cluster that loses its leader under appends, reads and followers ends no process', async () => {
  const cluster = await EventStoreDbCluster.start();
  stop.push(() => cluster.stop());
  store = new EventStoreDbStore(`${cluster.url}&maxDiscoverAttempts=2&discoveryInterval=10`, LIMITS);
  await store.append(STREAM, 'empty', eventsOf('c0'));
  const following = [followed(), followed(), followed()];
  for (let round = 0; round < 5; round++) {
    const asked = [1, 2, 3].flatMap((n) => [
      store.head().catch(unavailable),
      store.append(`${STREAM}-${round}-${n}`, 'empty', eventsOf(`c${n}`)).catch(unavailable),
    ]);
    for (const index of [0, 1, 2]) cluster.kill(index);
    await Promise.all(asked);
    await Promise.all([1, 2, 3].map(() => store.head().catch(unavailable)));
    for (const index of [0, 1, 2]) await cluster.revive(index);
    cluster.elect(round % 3);
    await eventually('it goes on', async () => (await store.head().catch(() => 0n)) > 0n);
  }
  expect(await store.head()).toBeGreaterThan(0n);
  for (const each of stop.splice(0)) each();
  await Promise.all(following);
});

it('a node that lost its leader and names none ends no process', async () => {
  const double = await EventStoreDbDouble.start();
  stop.push(() => double.stop());
  store = new EventStoreDbStore(double.url, LIMITS);
  await store.append(STREAM, 'empty', eventsOf('c0'));
  const refusal = { kind: 'refuse', code: status.NOT_FOUND, exception: 'not-leader', details: {} } as const;
  double.faults.read = double.faults.append = () => refusal;
  const following = followed();
  await store.head().catch(unavailable);
  await store.append(STREAM, 0, eventsOf('c1')).catch(unavailable);
  expect((await store.health()).status).toBe('down');
  double.faults.read = double.faults.append = () => undefined;
  await eventually('it goes on', async () => (await store.health()).status === 'up');
  for (const each of stop.splice(0)) each();
  await following;
});

it('an event that a server sends without its id ends no process', async () => {
  const double = await EventStoreDbDouble.start();
  stop.push(() => double.stop());
  store = new EventStoreDbStore(double.url, LIMITS);
  await store.append(STREAM, 'empty', eventsOf('c0'));
  double.faults.read = () => ({ kind: 'nameless', after: 0 });
  const following = followed();
  await expect(store.head()).rejects.toThrow(StoreUnavailableError);
  expect(await store.health()).toMatchObject({ status: 'down' });
  double.faults.read = () => undefined;
  await eventually('it goes on', async () => (await store.health()).status === 'up');
  for (const each of stop.splice(0)) each();
  await following;
});
