import { setImmediate as nextTurn } from 'node:timers/promises';
import { eventsOf } from '../event-fixtures.contract.js';
import type { AppendGroup, GroupOutcome } from './append-group.js';
import { splitGroup } from './append-group.js';
import { AppendQueue } from './append-queue.js';
import type { LogWriter } from './log-writer.js';

type Underway = { appends: AppendGroup[]; commit: () => void; fail: (error: Error) => void };

/** A writer whose commits the test decides. */
class HeldWriter implements LogWriter {
  readonly groups: Underway[] = [];
  probes: (() => Promise<void>) | undefined;

  write(group: AppendGroup): Promise<GroupOutcome> {
    return new Promise((resolve, reject) => {
      const appends = splitGroup(group);
      this.groups.push({ appends, commit: () => resolve(appends.map((_, i) => i + 1)), fail: reject });
    });
  }

  async probe(): Promise<void> {
    await this.probes?.();
  }

  async close(): Promise<void> {}
}

let writer: HeldWriter;
let queue: AppendQueue;
beforeEach(() => {
  writer = new HeldWriter();
  queue = new AppendQueue(writer);
});

const append = (n: number, note = 'a note') =>
  queue.append(`supportAccess-${n}`, 'empty', eventsOf(`c${n}`, note));
const appendMany = (count: number, note?: string) => Array.from({ length: count }, (_, n) => append(n, note));
const sizes = () => writer.groups.map(({ appends }) => appends.length);

/** Commits whatever comes until nothing is left. */
async function drain(): Promise<void> {
  for (let done = 0; done < writer.groups.length; done++) {
    writer.groups[done]!.commit();
    await nextTurn();
    await nextTurn();
  }
}

it('commits what one turn of the event loop appends together', async () => {
  const appends = appendMany(5);
  await nextTurn();
  expect(sizes()).toEqual([5]);
  await drain();
  expect((await Promise.all(appends)).map(({ position }) => position)).toEqual([1n, 2n, 3n, 4n, 5n]);
});

it('waits for nobody when nothing is under way, and for the end of the turn behind a group', async () => {
  const promisesFollowed = () => new Promise<void>((resolve) => process.nextTick(resolve));
  const appends = [append(1), Promise.resolve().then(() => append(2))];
  await promisesFollowed();
  expect(sizes()).toEqual([2]);
  appends.push(append(3));
  await promisesFollowed();
  expect(sizes()).toEqual([2]);
  await nextTurn();
  expect(sizes()).toEqual([2, 1]);
  await drain();
  await Promise.all(appends);
});

it('does not wait for the end of the turn when there is enough for a commit', async () => {
  const appends = appendMany(40);
  expect(sizes()).toEqual([32]);
  await nextTurn();
  expect(sizes()).toEqual([32, 8]);
  await drain();
  await Promise.all(appends);
});

it('has two groups under way at most, and none above 256 appends', async () => {
  const appends = appendMany(1_000);
  await nextTurn();
  expect(sizes()).toEqual([32, 32]);
  await drain();
  expect(sizes()).toEqual([32, 32, 256, 256, 256, 168]);
  await Promise.all(appends);
});

it('bounds a group by its size as well', async () => {
  const appends = appendMany(66, 'x'.repeat(60_000));
  await drain();
  // 32 reach a mebibyte before they are 32; the rest alike.
  expect(Math.max(...sizes())).toBe(18);
  await Promise.all(appends);
});

it('resolves nothing before its group is committed', async () => {
  let resolved = false;
  const first = append(1).then(() => (resolved = true));
  await nextTurn();
  await nextTurn();
  expect(resolved).toBe(false);
  writer.groups[0]!.commit();
  await first;
});

it('rejects the appends of a group that could not be written, and those alone', async () => {
  const lost = appendMany(3);
  await nextTurn();
  const kept = append(9);
  await nextTurn();
  writer.groups[0]!.fail(new Error('database or disk is full'));
  for (const outcome of await Promise.allSettled(lost))
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: { code: 'STORE_UNAVAILABLE', message: expect.stringContaining('database or disk is full') },
    });
  expect(queue.failure).toContain('database or disk is full');
  writer.groups[1]!.commit();
  expect(await kept).toEqual({ revision: 0, position: 1n });
  expect(queue.failure).toBeUndefined();
});

it('learns from a probe whether it can write again', async () => {
  const lost = append(1);
  await nextTurn();
  writer.groups[0]!.fail(new Error('full'));
  await expect(lost).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  writer.probes = () => Promise.reject(new Error('still full'));
  await queue.probe();
  expect(queue.failure).toBe('still full');
  writer.probes = undefined;
  await queue.probe();
  expect(queue.failure).toBeUndefined();
});

it('is idle when everything is settled', async () => {
  let idle = false;
  const appends = appendMany(100);
  const waiting = queue.idle().then(() => (idle = true));
  await nextTurn();
  writer.groups[0]!.commit();
  await nextTurn();
  expect(idle).toBe(false);
  await drain();
  await waiting;
  await Promise.all(appends);
});

it('refuses more than it can hold', async () => {
  const appends = appendMany(100_064);
  await expect(append(-1)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await drain();
  await Promise.all(appends);
});
