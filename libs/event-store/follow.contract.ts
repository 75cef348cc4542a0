import { setTimeout as delay } from 'node:timers/promises';
import type { StoreHarness } from './event-fixtures.contract.js';
import {
  appendMany,
  eventsOf,
  expectRising,
  notesOf,
  pagesOf,
  takeUntil,
} from './event-fixtures.contract.js';
import { LOG_START } from './event-store.js';
import type { Batch, EventStore } from './event-store.js';
import type { RecordedEvent } from './recorded-event.js';

const STREAM = 'supportAccess-w1';

/** The part of {@link eventStoreContract} about keeping up with the log. */
export function followContract(now: () => { store: EventStore; harness: StoreHarness }): void {
  describe('follow', () => {
    let store: EventStore;
    beforeEach(() => {
      store = now().store;
    });

    it('says at once that an empty log is at its end, then gives what comes', async () => {
      const batches: Batch[] = [];
      await takeUntil(store, LOG_START, async (batch) => {
        batches.push(batch);
        if (batches.length === 1) await store.append(STREAM, 'empty', eventsOf('c1', 'a', 'b'));
        return batches.length === 2;
      });
      expect(batches[0]).toEqual({ events: [], position: LOG_START, caughtUp: true });
      expect(notesOf(batches[1]!.events)).toEqual(['a', 'b']);
      expect(batches[1]).toMatchObject({ caughtUp: true, position: await store.head() });
    });

    it('gives every event once and in order while others append', async () => {
      await appendMany(store, STREAM, 3_000);
      const writers = Array.from({ length: 20 }, async (_, i) => {
        for (let n = 0; n < 50; n++)
          await store.append(`supportAccess-f${i}`, n === 0 ? 'empty' : n - 1, eventsOf(`c${i}-${n}`));
      });
      const seen: RecordedEvent[] = [];
      let position = LOG_START;
      await takeUntil(store, LOG_START, (batch) => {
        seen.push(...batch.events);
        expect(batch.position).toBe(batch.events.at(-1)?.position ?? position);
        position = batch.position;
        return seen.length >= 4_000;
      });
      await Promise.all(writers);
      expect(seen).toHaveLength(4_000);
      expectRising(seen);
      expect(seen.map(({ id }) => id)).toEqual((await pagesOf(store.readAll(LOG_START))).map(({ id }) => id));
    });

    it('resumes from a position, and gives an empty batch only to say that this is the end', async () => {
      await appendMany(store, STREAM, 300);
      const from = (await pagesOf(store.readStream(STREAM, 99)))[0]!.position;
      const batches: Batch[] = [];
      await takeUntil(store, from, (batch) => {
        batches.push(batch);
        return batch.caughtUp;
      });
      const events = batches.flatMap((batch) => batch.events);
      expect(notesOf(events)).toEqual(Array.from({ length: 200 }, (_, i) => `n${100 + i}`));
      expect(batches.slice(0, -1).every((batch) => batch.events.length > 0 && !batch.caughtUp)).toBe(true);
      const again: Batch[] = [];
      await takeUntil(store, await store.head(), (batch) => again.push(batch) === 1);
      expect(again).toEqual([{ events: [], position: await store.head(), caughtUp: true }]);
    });

    it('is not called with nothing new', async () => {
      await store.append(STREAM, 'empty', eventsOf('c1'));
      let batches = 0;
      const stop = new AbortController();
      const following = takeUntil(store, LOG_START, () => ++batches < 0, stop.signal);
      await delay(400);
      stop.abort();
      await following;
      expect(batches).toBe(1);
    });

    it('returns when told to, also while it waits', async () => {
      const stop = new AbortController();
      const following = takeUntil(store, LOG_START, () => false, stop.signal);
      await delay(20);
      stop.abort();
      await following;
      await takeUntil(store, LOG_START, () => false, AbortSignal.abort());
    });

    it('lets a slow reader catch up in large batches', async () => {
      let batches = 0;
      let events = 0;
      const writing = (async () => {
        for (let n = 0; n < 200; n++)
          await store.append(STREAM, n === 0 ? 'empty' : n - 1, eventsOf(`c${n}`));
      })();
      await takeUntil(store, LOG_START, async (batch) => {
        batches += 1;
        events += batch.events.length;
        await writing;
        return events === 200;
      });
      // The empty or short first one, and all that came while it was being handled (in pages, at most a few).
      expect(batches).toBeLessThanOrEqual(5);
    });

    it('reaches readers of their own too', async () => {
      const reader = await now().harness.openReader();
      const seen: string[] = [];
      const following = takeUntil(reader, LOG_START, (batch) => {
        seen.push(...notesOf(batch.events));
        return seen.length === 3;
      });
      await store.append(STREAM, 'empty', eventsOf('c1', 'a', 'b'));
      await store.append(STREAM, 1, eventsOf('c2', 'c'));
      await following;
      expect(seen).toEqual(['a', 'b', 'c']);
      expect(notesOf(await reader.findCommand(STREAM, 'c2'))).toEqual(['c']);
      expect(await reader.head()).toBe(await store.head());
      expect(await reader.health()).toEqual({ status: 'up' });
      await reader.close();
      await reader.close();
    });

    it('ends when its store is closed', async () => {
      const following = takeUntil(store, LOG_START, () => false);
      await delay(20);
      await store.close();
      await following;
    });
  });
}
