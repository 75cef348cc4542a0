import { EventStoreDbDouble } from '../../../test/doubles/eventstoredb/event-store-db-double.js';
import { eventsOf } from '../event-fixtures.contract.js';
import { EventStoreDbStore } from './event-store-db-store.js';

/** gRPC's code for what has no code of its own. */
const UNKNOWN = 2;
const STREAM = 'supportAccess-w1';
const refused = {
  kind: 'refuse',
  code: UNKNOWN,
  exception: 'Trying to read from an invalid position.',
  details: {},
} as const;

let double: EventStoreDbDouble;
let store: EventStoreDbStore;
beforeEach(async () => {
  double = await EventStoreDbDouble.start();
  store = new EventStoreDbStore(double.url);
});
afterEach(async () => {
  await store.close();
  double.stop();
});

/** Refuses these reads of the log, by their number, from now on. */
function refuse(...which: number[]): void {
  let asked = 0;
  double.faults.read = (kind) => (kind === 'all' && which.includes(++asked) ? refused : undefined);
}

// Servers from 23.10 on refuse a position in the middle of a record, which the double does not do by itself.
it('a position that the server refuses twice is none, if it answers other questions', async () => {
  const { position } = await store.append(STREAM, 'empty', eventsOf('c1', 'a'));
  expect(await store.head()).toBe(position);
  refuse(1, 3);
  expect(await store.eventAt(position - 1n)).toBeUndefined();
  refuse(1);
  expect((await store.eventAt(position))?.position).toBe(position);
});

it('what a server says that is going away is no answer', async () => {
  const { position } = await store.append(STREAM, 'empty', eventsOf('c1', 'a'));
  expect(await store.head()).toBe(position);
  refuse(1, 2);
  await expect(store.eventAt(position)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});
