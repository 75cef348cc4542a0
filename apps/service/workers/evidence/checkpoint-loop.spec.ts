import { setTimeout as sleep } from 'node:timers/promises';
import { InconsistentLogError } from '#evidence';
import { CheckpointLoop } from './checkpoint-loop.js';

/** A log, how much of it is folded, and what was signed. */
class Scene {
  head = 10n;
  folded = 10n;
  signed: bigint[] = [];
  failures: Error[] = [];
  readonly retries: number[] = [];
  readonly made: string[] = [];
  readonly broken: Error[] = [];

  loop(intervalMs = 60_000): CheckpointLoop {
    return new CheckpointLoop({
      maker: {
        make: async () => {
          const failure = this.failures.shift();
          if (failure) throw failure;
          if ((this.signed.at(-1) ?? 0n) >= this.folded) return undefined;
          this.signed.push(this.folded);
          return { revision: this.signed.length - 1, position: this.folded, note: `${this.folded}` };
        },
      },
      reader: { head: async () => this.head },
      tree: { position: async () => this.folded },
      intervalMs,
      made: ({ note }) => this.made.push(note),
      failed: (_error, retryInMs) => this.retries.push(retryInMs),
      broken: (error) => this.broken.push(error),
    });
  }
}

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});

it('signs at once, at each interval and in the end, when there is anything new', async () => {
  const loop = scene.loop(40);
  loop.start();
  await sleep(20);
  expect(scene.signed).toEqual([10n]);
  scene.head = scene.folded = 12n;
  await sleep(100);
  expect(scene.signed).toEqual([10n, 12n]);
  scene.head = scene.folded = 15n;
  await loop.stop(1_000);
  expect(scene.signed).toEqual([10n, 12n, 15n]);
  expect(scene.made).toEqual(['10', '12', '15']);
  expect([scene.retries, scene.broken]).toEqual([[], []]);
});

it('signs no last one when it is abandoned', async () => {
  const loop = scene.loop();
  loop.start();
  await sleep(20);
  scene.head = scene.folded = 12n;
  await loop.abandon();
  expect(scene.signed).toEqual([10n]);
});

it('waits, at the start and in the end, for what is still being folded, but not for long', async () => {
  scene.folded = 4n;
  const loop = scene.loop();
  loop.start();
  await sleep(50);
  expect(scene.signed).toEqual([]);
  scene.folded = 10n;
  await sleep(50);
  expect(scene.signed).toEqual([10n]);
  scene.head = 20n;
  setTimeout(() => (scene.folded = 20n), 60);
  await loop.stop(2_000);
  expect(scene.signed).toEqual([10n, 20n]);
  scene.head = 30n;
  scene.folded = 25n;
  const late = scene.loop();
  late.start();
  // It is never folded: without its limit this would wait for ever.
  await late.stop(50);
  expect(scene.signed.at(-1)).toBe(25n);
});

it('tries again after a failure, sooner than the interval', async () => {
  scene.failures = [new Error('busy')];
  const loop = scene.loop(100);
  loop.start();
  await sleep(250);
  await loop.stop(100);
  expect(scene.retries).toEqual([100]);
  expect(scene.signed).toEqual([10n]);
});

it('signs nothing any more once the log is not the one that was signed', async () => {
  scene.failures = [new InconsistentLogError('OTHER_LOG', 'it was replaced')];
  const loop = scene.loop(20);
  loop.start();
  await sleep(100);
  await loop.stop(100);
  expect(scene.broken.map(({ message }) => message)).toEqual(['it was replaced']);
  expect(scene.signed).toEqual([]);
});

it('signs nothing in its end when it was never started', async () => {
  await scene.loop().stop(100);
  expect(scene.signed).toEqual([]);
});
