import type { StoreHarness } from './event-fixtures.contract.js';
import { eventsOf, notesOf, pagesOf, takeUntil } from './event-fixtures.contract.js';
import { LOG_START } from './event-store.js';
import type { Batch, EventReader, EventStore } from './event-store.js';
import type { RecordedCheckpoint } from './recorded-checkpoint.js';
import { CHECKPOINT_STREAM, checkpointMadeAt } from './recorded-checkpoint.js';

const STREAM = 'supportAccess-w1';
/** Of the shape of a signed note: lines, a blank one, and a dash that is no ASCII. */
const note = (size: number): string => `support.example.com/log\n${size}\nroot\n\n— key signature${size}\n`;

/** The part of {@link eventStoreContract} about the signed checkpoints that are kept with the log. */
export function checkpointsContract(now: () => { store: EventStore; harness: StoreHarness }): void {
  describe('checkpoints', () => {
    let store: EventStore;
    beforeEach(() => {
      store = now().store;
    });

    it('are kept to the byte and counted from 0, and the newest is at hand', async () => {
      expect(await store.lastCheckpoint()).toBeUndefined();
      expect(await checkpointsOf(store)).toEqual([]);
      const before = Date.now();
      const first = await store.appendCheckpoint('empty', note(1));
      await store.append(STREAM, 'empty', eventsOf('c1', 'a'));
      const second = await store.appendCheckpoint(0, note(2));
      expect([first.revision, second.revision]).toEqual([0, 1]);
      const kept = await checkpointsOf(store);
      expect(kept.map(({ revision, position, note: text }) => ({ revision, position, text }))).toEqual(
        [
          { ...first, text: note(1) },
          { ...second, text: note(2) },
        ].map(({ revision, position, text }) => ({ revision, position, text })),
      );
      expect(await store.lastCheckpoint()).toEqual(kept[1]);
      for (const one of kept) {
        expect(checkpointMadeAt(one)).toBeGreaterThanOrEqual(before);
        expect(checkpointMadeAt(one)).toBeLessThanOrEqual(Date.now());
      }
    });

    it('keep the id that they had in another store', async () => {
      const id = '01994b2e-7c1f-7d3a-8b5c-0123456789ab';
      const { revision } = await store.appendCheckpoint('empty', note(1), id);
      expect(await store.lastCheckpoint()).toMatchObject({ revision, id, note: note(1) });
    });

    it('are refused when there is a newer one than was looked at', async () => {
      await expect(store.appendCheckpoint(0, note(1))).rejects.toMatchObject({
        code: 'CONFLICT',
        expected: 0,
        actual: 'empty',
      });
      const race = [1, 2, 3].map((size) => store.appendCheckpoint('empty', note(size)));
      const outcomes = await Promise.allSettled(race);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await expect(store.appendCheckpoint('empty', note(4))).rejects.toMatchObject({ actual: 0 });
      expect(await checkpointsOf(store)).toHaveLength(1);
    });

    it('come in pages, from any revision on', async () => {
      for (let n = 0; n < 1_100; n++) await store.appendCheckpoint(n === 0 ? 'empty' : n - 1, note(n));
      const all = await checkpointsOf(store);
      expect(all.map(({ revision }) => revision)).toEqual(Array.from({ length: 1_100 }, (_, n) => n));
      expect((await checkpointsOf(store, 1_098)).map(({ note: text }) => text)).toEqual([
        note(1_098),
        note(1_099),
      ]);
      expect(await checkpointsOf(store, 1_100)).toEqual([]);
    });

    it('are nowhere among the events', async () => {
      const { position } = await store.append(STREAM, 'empty', eventsOf('c1', 'a'));
      const before = await store.head();
      const batches: Batch[] = [];
      const following = takeUntil(store, LOG_START, (batch) => batches.push(batch) === 2);
      for (let n = 0; n < 5; n++) await store.appendCheckpoint(n === 0 ? 'empty' : n - 1, note(n));
      expect([before, await store.head()]).toEqual([position, position]);
      const last = (await store.lastCheckpoint())!;
      expect(await pagesOf(store.readStream(CHECKPOINT_STREAM))).toEqual([]);
      expect(await store.findCommand(CHECKPOINT_STREAM, last.id)).toEqual([]);
      await store.append(STREAM, 0, eventsOf('c2', 'b'));
      await following;
      expect(batches.flatMap(({ events }) => notesOf(events))).toEqual(['a', 'b']);
      expect(notesOf(await pagesOf(store.readAll(LOG_START)))).toEqual(['a', 'b']);
      expect(notesOf(await pagesOf(store.readAll(last.position)))).toEqual(['b']);
    });

    it('leave an empty log empty', async () => {
      await store.appendCheckpoint('empty', note(0));
      expect(await store.head()).toBe(LOG_START);
      expect(await pagesOf(store.readAll(LOG_START))).toEqual([]);
      const batches: Batch[] = [];
      await takeUntil(store, LOG_START, (batch) => batches.push(batch) === 1);
      expect(batches).toEqual([{ events: [], position: LOG_START, caughtUp: true }]);
    });

    it('are seen by readers of their own, and are there after a restart', async () => {
      await store.appendCheckpoint('empty', note(1));
      const reader = await now().harness.openReader();
      await store.appendCheckpoint(0, note(2));
      expect((await reader.lastCheckpoint())?.note).toBe(note(2));
      expect(await checkpointsOf(reader)).toHaveLength(2);
      await reader.close();
      await store.close();
      await expect(store.appendCheckpoint(1, note(3))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      const again = await now().harness.open();
      expect((await again.lastCheckpoint())?.note).toBe(note(2));
      await again.appendCheckpoint(1, note(3));
      await again.close();
    });
  });
}

async function checkpointsOf(reader: EventReader, fromRevision?: number): Promise<RecordedCheckpoint[]> {
  const all: RecordedCheckpoint[] = [];
  for await (const page of reader.readCheckpoints(fromRevision)) all.push(...page);
  return all;
}
