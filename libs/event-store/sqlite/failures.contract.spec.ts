import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventsOf, pagesOf } from '../event-fixtures.contract.js';
import type { EventStore } from '../event-store.js';
import { LOG_START } from '../event-store.js';
import { AppendQueue } from './append-queue.js';
import { SqliteEventReader } from './sqlite-event-reader.js';
import { SqliteEventStore } from './sqlite-event-store.js';
import { newPlace } from './sqlite-place.contract.js';
import { ThreadedWriter } from './threaded-writer.js';

const STREAM = 'supportAccess-w1';
const APPENDS = 41;
const large = 'x'.repeat(20_000);

let place: ReturnType<typeof newPlace>;
beforeEach(() => {
  place = newPlace();
});
afterEach(() => place.remove());

/** Appends until one is refused: the last revision that was acknowledged, and the refusal. */
async function fill(store: EventStore): Promise<{ head: number; refusal: unknown }> {
  for (let head = -1, n = 0; n < 2_000; n++) {
    try {
      const events = eventsOf(`c${n}`, large, large);
      head = (await store.append(STREAM, head < 0 ? 'empty' : head, events)).revision;
    } catch (refusal) {
      return { head, refusal };
    }
  }
  throw new Error('the disk did not fill up');
}

describe.each(['thread', 'in-thread'] as const)('a full disk, committing %s', (writer) => {
  it('refuses appends, says so, and keeps what it acknowledged', async () => {
    const settings = { maxPages: 200 };
    const store = await SqliteEventStore.open(place.file, { writer, settings });
    const { head, refusal } = await fill(store);
    expect(refusal).toMatchObject({ code: 'STORE_UNAVAILABLE', message: expect.stringMatching(/full/) });
    expect(await store.health()).toMatchObject({ status: 'down', reason: expect.stringMatching(/full/) });
    const both = [
      store.append('supportAccess-w2', 'empty', eventsOf('d1', large)),
      store.append('supportAccess-w3', 'empty', eventsOf('d2', large.repeat(10))),
    ];
    for (const outcome of await Promise.allSettled(both)) expect(outcome.status).toBe('rejected');
    expect(await pagesOf(store.readStream(STREAM))).toHaveLength(head + 1);
    await store.close();

    const roomy = await SqliteEventStore.open(place.file, { writer });
    expect(await pagesOf(roomy.readAll(LOG_START))).toHaveLength(head + 1);
    expect((await roomy.append(STREAM, head, eventsOf('after'))).revision).toBe(head + 1);
    expect(await roomy.health()).toEqual({ status: 'up' });
    await roomy.close();
  });
});

const mount = (directory: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', directory]).status === 0;
const unmount = (directory: string): boolean => spawnSync('umount', [directory]).status === 0;

const disk = mkdtempSync(join(tmpdir(), 'event-store-disk-'));
const diskIsHere = mount(disk);
if (!diskIsHere) process.stderr.write('Skipped: a real full disk. Mounting a tmpfs takes Linux and root.\n');

afterAll(() => {
  if (diskIsHere) unmount(disk);
  rmdirSync(disk);
});

(diskIsHere ? describe : describe.skip)('a real disk that is full', () => {
  it('is written again when it has room again', async () => {
    const filler = join(disk, 'filler');
    writeFileSync(filler, Buffer.alloc(4 * 1024 * 1024));
    const store = await SqliteEventStore.open(join(disk, 'events.db'));
    const { head, refusal } = await fill(store);
    expect(refusal).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(await store.health()).toMatchObject({
      status: 'down',
      reason: expect.stringMatching(/full|I\/O/),
    });
    expect(await pagesOf(store.readStream(STREAM))).toHaveLength(head + 1);

    rmSync(filler);
    // Nobody appends: health finds out by itself.
    expect(await store.health()).toEqual({ status: 'up' });
    const { revision } = await store.append(STREAM, head, eventsOf('after', large));
    expect(revision).toBe(head + 1);
    await store.close();

    const again = await SqliteEventStore.open(join(disk, 'events.db'));
    expect(await pagesOf(again.readStream(STREAM))).toHaveLength(head + 2);
    await again.close();
  });
});

describe('the writer’s thread dies', () => {
  it('leaves appends unknown, comes back by itself, and has lost nothing that it acknowledged', async () => {
    const writer = await ThreadedWriter.open(place.file);
    const queue = new AppendQueue(writer);
    const acknowledged = new Set<string>();
    const refusals: string[] = [];
    for (let round = 0; round < 3; round++) {
      const appends = Array.from({ length: 1_000 }, async (_, i) => {
        const stream = `supportAccess-${round}-${i}`;
        await queue.append(stream, 'empty', eventsOf(`c${i}`)).then(
          () => acknowledged.add(stream),
          (error: { code: string }) => refusals.push(error.code),
        );
      });
      await appends[0];
      await writer.crash();
      await Promise.all(appends);
      expect(queue.failure).toBeDefined();
      while (queue.failure !== undefined) {
        await delay(10);
        await queue.probe();
      }
    }
    expect(new Set(refusals)).toEqual(new Set(['STORE_UNAVAILABLE']));
    expect(acknowledged.size + refusals.length).toBe(3_000);
    expect((await queue.append(STREAM, 'empty', eventsOf('after'))).revision).toBe(0);
    await writer.close();

    const reader = new SqliteEventReader(place.file);
    const stored = new Set((await pagesOf(reader.readAll(LOG_START))).map(({ stream }) => stream));
    expect([...acknowledged].filter((stream) => !stored.has(stream))).toEqual([]);
    await reader.close();
  });

  it('rejects when it cannot start at all', async () => {
    await expect(ThreadedWriter.open(join(place.directory, 'missing', 'events.db'))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
  });
});

it('wakes followers on a commit, before they would look by themselves', async () => {
  const store = await SqliteEventStore.open(place.file);
  // Commits are announced by the name of the file: a reader that has another one looks by itself, every 100 ms.
  const unannounced = new SqliteEventReader(`${place.directory}/./events.db`);
  const stop = new AbortController();
  const appendedAt: number[] = [];
  const medianLag = async (reader: SqliteEventReader): Promise<number> => {
    const lagsMs: number[] = [];
    for await (const { events } of reader.follow(LOG_START, stop.signal)) {
      for (const { revision } of events) lagsMs.push(performance.now() - appendedAt[revision]!);
      if (lagsMs.length === APPENDS) break;
    }
    return lagsMs.sort((a, b) => a - b)[APPENDS >> 1]!;
  };
  const lags = Promise.all([medianLag(store), medianLag(unannounced)]);
  for (let n = 0; n < APPENDS; n++) {
    await delay(10);
    appendedAt.push(performance.now());
    await store.append(STREAM, n === 0 ? 'empty' : n - 1, eventsOf(`c${n}`));
  }
  const [announced, polled] = await lags;
  expect(announced).toBeLessThan(polled);
  stop.abort();
  await unannounced.close();
  await store.close();
});
