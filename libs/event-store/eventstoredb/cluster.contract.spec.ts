import { EventStoreDbCluster } from '../../../test/doubles/eventstoredb/event-store-db-cluster.js';
import { eventually } from '../../../test/support/eventually.js';
import { StoreUnavailableError } from '../errors.js';
import { eventsOf, notesOf, pagesOf, takeUntil } from '../event-fixtures.contract.js';
import type { Appended, EventStore } from '../event-store.js';
import { LOG_START } from '../event-store.js';
import type { RecordedEvent } from '../recorded-event.js';
import { EventStoreDbReader } from './event-store-db-reader.js';
import { EventStoreDbStore } from './event-store-db-store.js';

const STREAM = 'supportAccess-w1';
const LIMITS = { answerLimitMs: 2_000, follow: { firstRetryMs: 10, longestRetryMs: 100 } };

let cluster: EventStoreDbCluster;
let store: EventStoreDbStore;

beforeEach(async () => {
  cluster = await EventStoreDbCluster.start();
});

afterEach(async () => {
  await store.close();
  cluster.stop();
});

/** Until it is written, as the door does; whatever is sent again is the same. */
async function insist(
  to: EventStore,
  expected: number | 'empty',
  events = eventsOf(`c-${expected}`),
): Promise<Appended> {
  let appended: Appended | undefined;
  await eventually('the append is answered', async () => {
    appended = await to.append(STREAM, expected, events).catch((error: unknown) => {
      if (!(error instanceof StoreUnavailableError)) throw error;
      return undefined;
    });
    return appended !== undefined;
  });
  return appended!;
}

describe.each([
  ['esdb:// with all members', () => cluster.url],
  ['esdb+discover://, which one member answers', () => cluster.members[2]!.discoveredUrl],
])('a cluster by %s', (_, url) => {
  it('is written to where it is led', async () => {
    store = new EventStoreDbStore(url(), LIMITS);
    await store.append(STREAM, 'empty', eventsOf('c1'));
    expect(await store.health()).toEqual({ status: 'up' });
    const asked = cluster.members.map(({ calls }) => calls.append);
    expect(asked).toEqual([1, 0, 0]);
  });

  it('goes on with another member when the one that leads dies, for writers and followers', async () => {
    store = new EventStoreDbStore(url(), LIMITS);
    const seen: RecordedEvent[] = [];
    const stop = new AbortController();
    const following = takeUntil(
      store,
      LOG_START,
      ({ events }) => {
        seen.push(...events);
        return false;
      },
      stop.signal,
    );
    await insist(store, 'empty');
    await eventually('it is seen', () => seen.length === 1);
    cluster.kill(0);
    setTimeout(() => cluster.elect(1), 300);
    await insist(store, 0);
    await insist(store, 1);
    await eventually('all are seen', () => seen.length === 3);
    expect(await store.health()).toEqual({ status: 'up' });
    expect(cluster.members[1]!.calls.append).toBeGreaterThanOrEqual(2);
    expect(seen.map(({ id }) => id)).toEqual((await pagesOf(store.readStream(STREAM))).map(({ id }) => id));
    stop.abort();
    await following;
  });

  it('goes to the new leader when the old one only follows from then on', async () => {
    store = new EventStoreDbStore(url(), LIMITS);
    await store.append(STREAM, 'empty', eventsOf('c1'));
    cluster.elect(1);
    // Whatever comes first: it is answered as if nothing had happened.
    await store.append(STREAM, 0, eventsOf('c2'));
    expect(cluster.members[1]!.calls.append).toBe(1);
    cluster.elect(2);
    expect(await store.findCommand(STREAM, 'c2')).toHaveLength(1);
    await store.append(STREAM, 1, eventsOf('c3'));
    expect(cluster.members[2]!.calls.append).toBe(1);
  });

  it('says so while nobody leads, and goes on', async () => {
    store = new EventStoreDbStore(url(), LIMITS);
    await store.append(STREAM, 'empty', eventsOf('c1'));
    cluster.elect(undefined);
    await expect(store.append(STREAM, 0, eventsOf('c2'))).rejects.toThrow(StoreUnavailableError);
    await eventually('health says it', async () => (await store.health()).status === 'down');
    expect(await store.health()).toMatchObject({ reason: expect.stringMatching(/leader|Not Ready/) });
    cluster.elect(2);
    await eventually('it is well', async () => (await store.health()).status === 'up');
    await insist(store, 0);
  });
});

it('one node that is told to be enough leads to the leader itself', async () => {
  store = new EventStoreDbStore(cluster.members[1]!.url, LIMITS);
  await store.append(STREAM, 'empty', eventsOf('c1', 'a'));
  expect(cluster.members.map(({ calls }) => calls.append)).toEqual([1, 1, 0]);
  expect(notesOf(await pagesOf(store.readStream(STREAM)))).toEqual(['a']);
});

it('readers may ask whom they like', async () => {
  store = new EventStoreDbStore(cluster.url, LIMITS);
  await store.append(STREAM, 'empty', eventsOf('c1', 'a'));
  const reader = new EventStoreDbReader(cluster.members[2]!.url, LIMITS);
  expect(notesOf(await pagesOf(reader.readStream(STREAM)))).toEqual(['a']);
  expect(cluster.members[2]!.calls.read).toBeGreaterThan(0);
  await reader.close();
});

it('a node that lags makes no command be taken twice', async () => {
  store = new EventStoreDbStore(cluster.url, LIMITS);
  for (const n of [0, 1, 2, 3]) await store.append(STREAM, n === 0 ? 'empty' : n - 1, eventsOf(`c${n}`));
  // A process that decided upon revision 3, and whose node has forgotten what came after revision 1 when it reads the index.
  const all = cluster.log.stream.bind(cluster.log);
  cluster.log.stream = (name) => all(name)?.slice(0, name === STREAM ? 2 : undefined);
  const other = new EventStoreDbStore(cluster.url, LIMITS);
  await expect(other.append(STREAM, 3, eventsOf('c3'))).rejects.toMatchObject({
    code: 'CONFLICT',
    actual: 1,
  });
  cluster.log.stream = all;
  await expect(other.append(STREAM, 3, eventsOf('c3'))).rejects.toMatchObject({ code: 'COMMAND_RECORDED' });
  await other.close();
});
