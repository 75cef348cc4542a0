import { EventStoreDbCluster } from '../../../test/doubles/eventstoredb/event-store-db-cluster.js';
import type { EventStoreDbDouble } from '../../../test/doubles/eventstoredb/event-store-db-double.js';
import { eventually } from '../../../test/support/eventually.js';
import { eventsOf } from '../event-fixtures.contract.js';
import type { StreamHead } from '../event-store.js';
import { LOG_START } from '../event-store.js';
import { EventStoreDbReader } from './event-store-db-reader.js';
import { EventStoreDbStore } from './event-store-db-store.js';

// A process that follows one node of a cluster while others write by the one that leads. Seen: read models 23 s old, with
// everything ready.

const FOLLOW = { headEveryMs: 50, watchdogMs: 200, firstRetryMs: 20, longestRetryMs: 100 };
const STREAM = 'supportAccess-w1';

let cluster: EventStoreDbCluster;
let reader: EventStoreDbReader;
let store: EventStoreDbStore;
let stop: AbortController;
let head: StreamHead;
let seen: string[];
let isCaughtUp: boolean[];

beforeEach(async () => {
  cluster = await EventStoreDbCluster.start();
  stop = new AbortController();
  [head, seen, isCaughtUp] = ['empty', [], []];
});
afterEach(async () => {
  stop.abort();
  await reader.close();
  await store.close();
  cluster.stop();
});

/** @returns the node that is followed */
async function follow(preference: string): Promise<EventStoreDbDouble> {
  const options = { answerLimitMs: 2_000, confirmReplacedMs: 20, follow: FOLLOW };
  reader = new EventStoreDbReader(`${cluster.url}&nodePreference=${preference}`, options);
  store = new EventStoreDbStore(cluster.url, { answerLimitMs: 2_000 });
  await write();
  void (async () => {
    for await (const { events, caughtUp } of reader.follow(LOG_START, stop.signal)) {
      seen.push(...events.map(({ id }) => id));
      isCaughtUp.push(caughtUp);
    }
  })();
  const subscribed = (): EventStoreDbDouble | undefined =>
    cluster.members.find(({ calls }) => calls.followedFrom.length > 0);
  await eventually('it follows', () => isCaughtUp.at(-1) === true && subscribed() !== undefined);
  return subscribed()!;
}

async function write(): Promise<void> {
  ({ revision: head } = await store.append(STREAM, head, eventsOf(`c${String(head)}`)));
}

/** Called when the node that is followed has no more of the log than it had: what is written now goes by it. */
async function expectToldAndMended(): Promise<void> {
  const told = isCaughtUp.length;
  await write();
  const all = (): number => cluster.log.stream(STREAM)!.length;
  await eventually('it says that it is not at the end', () => isCaughtUp.slice(told).includes(false));
  await eventually(
    'it has all of it from another node',
    () => seen.length === all() && isCaughtUp.at(-1) === true,
    {
      progress: () => seen.length,
      instead: () => `${seen.length} of ${all()}`,
    },
  );
  expect(seen).toEqual(cluster.log.stream(STREAM)!.map(({ id }) => id));
}

const endOfLog = (): bigint => cluster.log.all.at(-1)!.position;

it('a follower node that hangs is left, and is not taken for one that is at the end', async () => {
  const node = await follow('follower');
  node.faults.isHung = true;
  await expectToldAndMended();
});

it('a follower node that stays behind is left, and is not taken for one that is at the end', async () => {
  const node = await follow('follower');
  node.faults.hasUpTo = endOfLog();
  await expectToldAndMended();
});

it('a leader that was deposed while it hung, and goes on with what it had, is left', async () => {
  const node = await follow('leader');
  expect(node).toBe(cluster.members[0]);
  node.faults.hasUpTo = endOfLog();
  cluster.elect(1);
  await expectToldAndMended();
});

it('an event that a node which lags does not have is looked for where it was written', async () => {
  const node = await follow('follower');
  for (const member of cluster.members.slice(1)) member.faults.hasUpTo = endOfLog();
  const { position } = await store.append(STREAM, head, eventsOf('last'));
  expect(node).not.toBe(cluster.members[0]);
  expect(await reader.eventAt(position)).toMatchObject({ position });
  expect(await reader.eventAt(position + 1_000_000n)).toBeUndefined();
});
