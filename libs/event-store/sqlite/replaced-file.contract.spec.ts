import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { eventsOf } from '../event-fixtures.contract.js';
import { LOG_START } from '../event-store.js';
import { SqliteEventReader } from './sqlite-event-reader.js';
import { SqliteEventStore } from './sqlite-event-store.js';
import { newPlace } from './sqlite-place.contract.js';

// An open file takes writes also when it has no name any more: they were acknowledged, and nobody would have found them.

const STREAM = 'supportAccess-w1';

describe.each<[string, (file: string) => void]>([
  ['renamed', (file) => renameSync(file, `${file}.away`)],
  ['deleted', (file) => rmSync(file)],
  [
    'replaced by a copy',
    (file) => {
      copyFileSync(file, `${file}.copy`);
      renameSync(`${file}.copy`, file);
    },
  ],
])('an event file that is %s while it is open', (_, act) => {
  it.each(['thread', 'in-thread'] as const)(
    'is written and read no more, with the writer %s',
    async (writer) => {
      const place = newPlace();
      const store = await SqliteEventStore.open(place.file, { writer });
      const reader = new SqliteEventReader(place.file);
      try {
        await store.append(STREAM, 'empty', eventsOf('c1'));
        await store.requireSameLog();
        act(place.file);
        const replaced = { code: 'LOG_REPLACED' };
        await expect(store.append(STREAM, 0, eventsOf('c2'))).rejects.toMatchObject(replaced);
        await expect(store.append('supportAccess-w2', 'empty', eventsOf('c3'))).rejects.toMatchObject(
          replaced,
        );
        await expect(store.requireSameLog()).rejects.toMatchObject(replaced);
        await expect(store.readStream(STREAM).next()).rejects.toMatchObject(replaced);
        await expect(store.head()).rejects.toMatchObject(replaced);
        await expect(
          reader.follow(LOG_START, new AbortController().signal)[Symbol.asyncIterator]().next(),
        ).rejects.toMatchObject(replaced);
        expect(await store.health()).toMatchObject({
          status: 'down',
          reason: expect.stringContaining(place.file),
        });
        expect(await reader.health()).toMatchObject({
          status: 'down',
          reason: expect.stringContaining(place.file),
        });
      } finally {
        await reader.close();
        await store.close().catch(() => undefined);
        place.remove();
      }
    },
  );
});
