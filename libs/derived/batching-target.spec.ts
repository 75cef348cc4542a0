import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedEvent } from '#event-store';
import { ReadModelUnavailableError } from './errors.js';
import { BatchingTarget } from './batching-target.js';
import type { Bookmark } from './log-follower.js';

const events = (from: number, to: number): RecordedEvent[] =>
  Array.from({ length: to - from }, (_, i) => ({ id: `${from + i}` }) as RecordedEvent);

/** A double that remembers its batches, and fails when told to. */
class Target {
  batches: { ids: string[]; position: bigint }[] = [];
  failures: Error[] = [];
  closed = false;
  resets = 0;
  async bookmark(): Promise<Bookmark> {
    return { position: this.batches.at(-1)?.position ?? 0n };
  }
  async apply(batch: readonly RecordedEvent[], position: bigint): Promise<void> {
    const { length } = batch;
    await sleep(1);
    if (batch.length !== length) throw new Error('it grew while it was applied');
    const failure = this.failures.shift();
    if (failure) throw failure;
    this.batches.push({ ids: batch.map(({ id }) => id), position });
  }
  async reset(): Promise<void> {
    this.resets += 1;
    this.batches = [];
  }
  async close(): Promise<void> {
    this.closed = true;
  }
  get ids(): string[] {
    return this.batches.flatMap(({ ids }) => ids);
  }
}

const idsOf = (from: number, to: number): string[] => events(from, to).map(({ id }) => id);

let target: Target;
let gathering: BatchingTarget;
beforeEach(() => {
  target = new Target();
  gathering = new BatchingTarget(target);
});
afterEach(() => gathering.close());

it('applies many small batches as one, soon', async () => {
  for (let n = 0; n < 20; n++) await gathering.apply(events(n, n + 1), BigInt(n + 1));
  expect(target.batches).toEqual([]);
  await sleep(120);
  expect(target.batches).toEqual([{ ids: idsOf(0, 20), position: 20n }]);
  // An empty stretch moves the place, or only asks for it.
  await gathering.apply([], 20n);
  await sleep(120);
  expect(target.batches.slice(1)).toEqual([{ ids: [], position: 20n }]);
});

it('applies at once what is enough, whole and in order', async () => {
  await gathering.apply(events(0, 200), 200n);
  await gathering.apply(events(200, 300), 300n);
  expect(target.batches).toEqual([{ ids: idsOf(0, 300), position: 300n }]);
  const applying = [];
  for (let n = 300; n < 2_000; n += 100) applying.push(gathering.apply(events(n, n + 100), BigInt(n + 100)));
  await Promise.all(applying);
  await sleep(150);
  expect(target.ids).toEqual(idsOf(0, 2_000));
});

it('forgets what is pending when it is asked where to go on: it comes again', async () => {
  await gathering.apply(events(0, 300), 300n);
  await gathering.apply(events(300, 310), 310n);
  expect(await gathering.bookmark()).toEqual({ position: 300n });
  await gathering.apply(events(300, 320), 320n);
  await gathering.close();
  expect(target.ids).toEqual(idsOf(0, 320));
});

it('applies the rest when it is closed', async () => {
  await gathering.apply(events(0, 3), 3n);
  await gathering.close();
  expect([target.ids, target.closed]).toEqual([idsOf(0, 3), true]);
});

it('tells of a failure whoever applies next, and goes on from its place', async () => {
  target.failures = [new ReadModelUnavailableError('tree.db', 'disk full')];
  await gathering.apply(events(0, 5), 5n);
  await sleep(100);
  await expect(gathering.apply(events(5, 6), 6n)).rejects.toThrow('disk full');
  expect(await gathering.bookmark()).toEqual({ position: 0n });
  await gathering.apply(events(0, 300), 300n);
  expect(target.ids).toEqual(idsOf(0, 300));
  target.failures = [new Error('broken')];
  await expect(gathering.apply(events(300, 600), 600n)).rejects.toThrow('broken');
});

it('tries again by itself while nothing comes', async () => {
  target.failures = [new ReadModelUnavailableError('tree.db', 'busy')];
  await gathering.apply(events(0, 5), 5n);
  await sleep(1_300);
  expect(target.ids).toEqual(idsOf(0, 5));
  await gathering.apply(events(5, 6), 6n);
});

it('resets what it stands for, pending events included', async () => {
  await gathering.apply(events(0, 5), 5n);
  await gathering.reset();
  await sleep(100);
  expect([target.ids, target.resets]).toEqual([[], 1]);
});
