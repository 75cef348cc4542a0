import { eventsOf, pagesOf } from '../event-fixtures.contract.js';
import { LOG_START } from '../event-store.js';
import { openEventStore } from '../open-event-store.js';
import { newPlace } from './sqlite-place.contract.js';
import { SqliteEventStore } from './sqlite-event-store.js';

const STREAM = 'supportAccess-w1';
const AFTER = 5_000_000_000n;
let place: ReturnType<typeof newPlace>;
beforeEach(() => {
  place = newPlace();
});
afterEach(() => place.remove());

const positions = async (): Promise<bigint[]> => {
  const store = await openEventStore(`sqlite:${place.file}`, { positionsAfter: 7n });
  const events = await pagesOf(store.readAll(LOG_START));
  await store.close();
  return events.map(({ position }) => position);
};

it.each(['thread', 'in-thread'] as const)('begin where it is said, and count on (%s)', async (writer) => {
  const store = await SqliteEventStore.open(place.file, { writer, settings: { positionsAfter: AFTER } });
  await store.append(STREAM, 'empty', eventsOf('c1', 'a', 'b'));
  const { position } = await store.append(STREAM, 1, eventsOf('c2', 'c'));
  expect(position).toBe(AFTER + 3n);
  expect(await store.eventAt(LOG_START + 1n)).toBeUndefined();
  await store.close();
  // Only of a log that is empty; this one has begun.
  expect(await positions()).toEqual([AFTER + 1n, AFTER + 2n, AFTER + 3n]);
});

// The first insert may be of a transaction that is rolled back: here for an id that is there twice.
it('begin there also when the first append fails', async () => {
  const store = await SqliteEventStore.open(place.file, {
    writer: 'in-thread',
    settings: { positionsAfter: AFTER },
  });
  const twice = eventsOf('c1', 'a').flatMap((event) => [event, event]);
  await expect(store.append(STREAM, 'empty', twice)).rejects.toThrow(/UNIQUE constraint failed/);
  await store.append(STREAM, 'empty', eventsOf('c1', 'a'));
  await store.close();
  expect(await positions()).toEqual([AFTER + 1n]);
});
