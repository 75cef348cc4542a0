import { jest } from '@jest/globals';
import { eventsOf, pagesOf } from '../event-fixtures.contract.js';
import { LogReader } from './log-reader.js';
import { SqliteEventReader } from './sqlite-event-reader.js';
import { SqliteEventStore } from './sqlite-event-store.js';
import { newPlace } from './sqlite-place.contract.js';

const STREAM = 'supportAccess-w1';

describe.each(['thread', 'in-thread'] as const)('a stream that is read again, committing %s', (writer) => {
  const place = newPlace();
  let store: SqliteEventStore;
  let reader: SqliteEventReader;

  beforeAll(async () => {
    store = await SqliteEventStore.open(place.file, { writer });
    reader = new SqliteEventReader(place.file);
  });
  afterAll(async () => {
    await reader.close();
    await store.close();
    place.remove();
  });

  it('is read from the file once, until somebody commits, here or in another stream', async () => {
    const first = await store.append(STREAM, 'empty', eventsOf('c1'));
    for (const each of [store, reader]) {
      const [event] = await pagesOf(each.readStream(STREAM));
      const [again] = await pagesOf(each.readStream(STREAM));
      expect(again).toBe(event);
      // Another stretch of it is another page.
      expect(await pagesOf(each.readStream(STREAM, first.revision + 1))).toEqual([]);
    }
    const before = await Promise.all([store, reader].map((each) => pagesOf(each.readStream(STREAM))));
    await store.append('supportAccess-w2', 'empty', eventsOf('c2'));
    for (const [index, each] of [store, reader].entries()) {
      const [event] = await pagesOf(each.readStream(STREAM));
      expect(event).not.toBe(before[index]![0]);
      expect(event!.id).toBe(before[index]![0]!.id);
    }
    await store.append(STREAM, first.revision, eventsOf('c3'));
    for (const each of [store, reader]) {
      const events = await pagesOf(each.readStream(STREAM));
      expect(events.map(({ revision }) => revision)).toEqual([first.revision, first.revision + 1]);
    }
  });

  it('shares one state of the file with what is read in the same turn, and has what was acknowledged before', async () => {
    const hold = jest.spyOn(LogReader.prototype, 'hold');
    try {
      const many = ['supportAccess-w2', 'supportAccess-w3', 'supportAccess-w4'];
      const readAll = () => Promise.all(many.map((stream) => pagesOf(store.readStream(stream))));
      await readAll();
      expect(hold).toHaveBeenCalledTimes(1);
      for (let i = 0; i < 20; i++) {
        const others = readAll();
        await store.append('supportAccess-w5', i === 0 ? 'empty' : i - 1, eventsOf(`c-${i}`));
        const others2 = readAll();
        const events = await pagesOf(store.readStream('supportAccess-w5'));
        expect(events.at(-1)?.revision).toBe(i);
        await Promise.all([others, others2]);
      }
    } finally {
      hold.mockRestore();
    }
  });
});
