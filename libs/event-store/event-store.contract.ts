import { checkpointsContract } from './checkpoints.contract.js';
import type { StoreHarness } from './event-fixtures.contract.js';
import {
  appendMany,
  encodedEvent,
  eventsOf,
  expectRising,
  noteOf,
  notesOf,
  pagesOf,
} from './event-fixtures.contract.js';
import { LOG_START } from './event-store.js';
import type { EventStore } from './event-store.js';
import { followContract } from './follow.contract.js';
import type { RecordedEvent } from './recorded-event.js';

const STREAM = 'supportAccess-w1';
const OTHER = 'supportAccess-w2';

/** What every event store promises; see the port for the words. */
export function eventStoreContract(newHarness: () => Promise<StoreHarness>): void {
  let harness: StoreHarness;
  let store: EventStore;

  beforeEach(async () => {
    harness = await newHarness();
    store = await harness.open();
  });

  afterEach(async () => {
    await store.close();
    await harness.remove();
  });

  const readNotes = async (stream: string, from?: number): Promise<string[]> =>
    notesOf(await pagesOf(store.readStream(stream, from)));

  describe('append', () => {
    it('counts revisions from 0 and answers the last event’s place', async () => {
      const first = await store.append(STREAM, 'empty', eventsOf('c1', 'a', 'b'));
      const second = await store.append(STREAM, 1, eventsOf('c2', 'c'));
      expect([first.revision, second.revision]).toEqual([1, 2]);
      expect(second.position).toBeGreaterThan(first.position);
      expect(await store.head()).toBe(second.position);
      const events = await pagesOf(store.readStream(STREAM));
      expect(events.map(({ revision }) => revision)).toEqual([0, 1, 2]);
      expect(events[1]?.position).toBe(first.position);
      expect(notesOf(events)).toEqual(['a', 'b', 'c']);
    });

    it('stores what it was given, to the byte', async () => {
      const note = 'Ünïcode ✓ 🦉 \u0000\u001f "quoted" \\ \u2028 e\u0301';
      const [given] = eventsOf('c1', note);
      await store.append(STREAM, 'empty', [given!]);
      const [stored] = await pagesOf(store.readStream(STREAM));
      const { id, type, dataJson, metadataJson, chain } = stored!;
      expect({ id, type, dataJson, metadataJson, chain, commandId: 'c1' }).toEqual(given);
      expect(stored!.stream).toBe(STREAM);
      expect(noteOf(stored!)).toBe(note);
      expect(stored!.metadata.commandId).toBe('c1');
    });

    it('stores an event of 64 KiB', async () => {
      const note = 'ß'.repeat(32 * 1024);
      await store.append(STREAM, 'empty', eventsOf('c1', note));
      expect(await readNotes(STREAM)).toEqual([note]);
    });

    it('names both revisions in a conflict, and stores nothing of it', async () => {
      await store.append(STREAM, 'empty', eventsOf('c1', 'a'));
      await expect(store.append(STREAM, 'empty', eventsOf('c2', 'b', 'c'))).rejects.toMatchObject({
        code: 'CONFLICT',
        stream: STREAM,
        expected: 'empty',
        actual: 0,
      });
      await expect(store.append(STREAM, 7, eventsOf('c3'))).rejects.toMatchObject({ expected: 7, actual: 0 });
      await expect(store.append(OTHER, 0, eventsOf('c4'))).rejects.toMatchObject({
        expected: 0,
        actual: 'empty',
      });
      expect(await readNotes(STREAM)).toEqual(['a']);
      expect(await readNotes(OTHER)).toEqual([]);
      expect(await store.findCommand(STREAM, 'c2')).toEqual([]);
    });

    it('refuses a recorded command before it looks at the revision', async () => {
      await store.append(STREAM, 'empty', eventsOf('c1', 'a'));
      for (const expected of ['empty', 0, 5] as const)
        await expect(store.append(STREAM, expected, eventsOf('c1', 'again'))).rejects.toMatchObject({
          code: 'COMMAND_RECORDED',
          stream: STREAM,
          commandId: 'c1',
        });
      expect(await readNotes(STREAM)).toEqual(['a']);
    });

    it('takes the same command id in another stream', async () => {
      await store.append(STREAM, 'empty', eventsOf('c1', 'a'));
      await store.append(OTHER, 'empty', eventsOf('c1', 'b'));
      expect(notesOf(await store.findCommand(OTHER, 'c1'))).toEqual(['b']);
    });

    it('lets one of fifty racing writers win, and tells the others where the stream is', async () => {
      const race = Array.from({ length: 50 }, (_, i) => store.append(STREAM, 'empty', eventsOf(`c${i}`)));
      const outcomes = await Promise.allSettled(race);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes)
        if (outcome.status === 'rejected')
          expect(outcome.reason).toMatchObject({ code: 'CONFLICT', expected: 'empty', actual: 0 });
      expect(await readNotes(STREAM)).toHaveLength(1);
    });

    it('lets one of fifty deliveries of a command win', async () => {
      const race = Array.from({ length: 50 }, () => store.append(STREAM, 'empty', eventsOf('c1', 'a', 'b')));
      const outcomes = await Promise.allSettled(race);
      const codes = outcomes.map((outcome) =>
        outcome.status === 'fulfilled' ? 'won' : (outcome.reason as { code: string }).code,
      );
      expect(codes.filter((code) => code === 'won')).toHaveLength(1);
      expect(codes.filter((code) => code === 'COMMAND_RECORDED')).toHaveLength(49);
      expect(await readNotes(STREAM)).toEqual(['a', 'b']);
    });

    it('keeps good appends apart from the refused ones beside them', async () => {
      const [taken] = eventsOf('c0', 'first');
      await store.append(OTHER, 'empty', [taken!]);
      const outcomes = await Promise.allSettled([
        store.append(STREAM, 'empty', eventsOf('c1', 'a', 'b')),
        store.append(STREAM, 'empty', eventsOf('c2', 'conflict')),
        store.append(STREAM, 1, eventsOf('c3', 'c')),
        // The second event has an id that exists: the first must not stay behind alone.
        store.append('supportAccess-w3', 'empty', [
          encodedEvent('c4', 'half'),
          { ...encodedEvent('c4', 'x'), id: taken!.id },
        ]),
        store.append(STREAM, 2, eventsOf('c5', 'd')),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'rejected',
        'fulfilled',
      ]);
      expect(await readNotes(STREAM)).toEqual(['a', 'b', 'c', 'd']);
      expect(await readNotes('supportAccess-w3')).toEqual([]);
    });

    it('refuses an append without events, or of two commands', async () => {
      await expect(store.append(STREAM, 'empty', [])).rejects.toThrow(RangeError);
      const mixed = [...eventsOf('c1'), ...eventsOf('c2')];
      await expect(store.append(STREAM, 'empty', mixed)).rejects.toThrow(RangeError);
      expect(await store.head()).toBe(LOG_START);
    });

    it('keeps thousands of streams apart under concurrent appends', async () => {
      const streams = Array.from({ length: 2_000 }, (_, i) => `supportAccess-many-${i}`);
      const results = await Promise.all(
        streams.map(async (stream, i) => {
          await store.append(stream, 'empty', eventsOf(`c${i}`, `${i}/0`));
          return store.append(stream, 0, eventsOf(`d${i}`, `${i}/1`));
        }),
      );
      expect(new Set(results.map(({ position }) => position)).size).toBe(streams.length);
      expect(await readNotes('supportAccess-many-1234')).toEqual(['1234/0', '1234/1']);
      expect(await pagesOf(store.readAll(LOG_START))).toHaveLength(4_000);
    });
  });

  describe('reading', () => {
    it('reads a stream from a revision on, in pages', async () => {
      await appendMany(store, STREAM, 2_500);
      const notes = await readNotes(STREAM);
      expect(notes).toEqual(Array.from({ length: 2_500 }, (_, i) => `n${i}`));
      expect(await readNotes(STREAM, 2_490)).toEqual(notes.slice(2_490));
      expect(await readNotes(STREAM, 2_500)).toEqual([]);
      expect(await readNotes('supportAccess-nobody')).toEqual([]);
    });

    it('replays the log in order, from any position, as it was when asked', async () => {
      await appendMany(store, STREAM, 1_500);
      await store.append(OTHER, 'empty', eventsOf('o1', 'other'));
      const seen: RecordedEvent[] = [];
      for await (const page of store.readAll(LOG_START)) {
        // What is appended meanwhile is not in it.
        if (seen.length === 0) await store.append(OTHER, 0, eventsOf('o2', 'late'));
        seen.push(...page);
      }
      expect(notesOf(seen)).toEqual([...Array.from({ length: 1_500 }, (_, i) => `n${i}`), 'other']);
      expectRising(seen);
      const rest = await pagesOf(store.readAll(seen[1_498]!.position));
      expect(notesOf(rest)).toEqual(['n1499', 'other', 'late']);
    });

    it('has an event at the positions that it gave, and nowhere else', async () => {
      const { position: checkpoint } = await store.appendCheckpoint('empty', 'note\n1\nroot\n');
      await store.append(STREAM, 'empty', eventsOf('c1', 'a'));
      await store.append(OTHER, 'empty', eventsOf('o1', 'b', 'c'));
      const events = await pagesOf(store.readAll(LOG_START));
      const reader = await harness.openReader();
      for (const asked of [store, reader])
        for (const event of events) expect(await asked.eventAt(event.position)).toEqual(event);
      const head = await store.head();
      for (const position of [LOG_START, checkpoint, head + 1n, head + 10_000n, 2n ** 63n, 10n ** 20n - 1n])
        expect(await reader.eventAt(position)).toBeUndefined();
      await reader.close();
    });

    it('finds what a command left, by revision', async () => {
      await store.append(STREAM, 'empty', eventsOf('c1', 'a'));
      await store.append(STREAM, 0, eventsOf('c2', 'b', 'c', 'd'));
      await store.append(STREAM, 3, eventsOf('expire-g1', 'e'));
      expect(notesOf(await store.findCommand(STREAM, 'c2'))).toEqual(['b', 'c', 'd']);
      expect(notesOf(await store.findCommand(STREAM, 'expire-g1'))).toEqual(['e']);
      expect(await store.findCommand(STREAM, 'c3')).toEqual([]);
      expect(await store.findCommand(OTHER, 'c2')).toEqual([]);
    });

    it('is empty at first', async () => {
      expect(await store.head()).toBe(LOG_START);
      expect(await pagesOf(store.readAll(LOG_START))).toEqual([]);
      expect(await store.health()).toEqual({ status: 'up' });
    });
  });

  followContract(() => ({ store, harness }));
  checkpointsContract(() => ({ store, harness }));

  describe('close and open again', () => {
    it('keeps everything, and refuses what it has already', async () => {
      await store.append(STREAM, 'empty', eventsOf('c1', 'a'));
      const { position } = await store.append(STREAM, 0, eventsOf('c2', 'b'));
      await store.close();
      store = await harness.open();
      expect(await readNotes(STREAM)).toEqual(['a', 'b']);
      expect(await store.head()).toBe(position);
      await expect(store.append(STREAM, 1, eventsOf('c1'))).rejects.toMatchObject({
        code: 'COMMAND_RECORDED',
      });
      await expect(store.append(STREAM, 0, eventsOf('c3'))).rejects.toMatchObject({ actual: 1 });
      const next = await store.append(STREAM, 1, eventsOf('c3', 'c'));
      expect(next.revision).toBe(2);
      expect(next.position).toBeGreaterThan(position);
    });

    it('finishes what it accepted, refuses what comes later, and closes once', async () => {
      const accepted = Array.from({ length: 500 }, (_, i) =>
        store.append(`supportAccess-close-${i}`, 'empty', eventsOf(`c${i}`)),
      );
      await Promise.all([store.close(), store.close()]);
      expect(await Promise.all(accepted)).toHaveLength(500);
      await expect(store.append(STREAM, 'empty', eventsOf('late'))).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
      });
      expect(await store.health()).toMatchObject({ status: 'down' });
      store = await harness.open();
      expect(await pagesOf(store.readAll(LOG_START))).toHaveLength(500);
    });
  });
}
