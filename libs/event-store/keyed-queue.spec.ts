import { KeyedQueue } from './keyed-queue.js';

type Work = { name: string; end: (failure?: Error) => void };

let queue: KeyedQueue;
let started: Work[];

beforeEach(() => {
  queue = new KeyedQueue();
  started = [];
});

/** Gives the queue work that ends when it is told to. */
const run = (key: string, name: string): Promise<string> =>
  queue.run(
    key,
    () =>
      new Promise((resolve, reject) =>
        started.push({ name, end: (failure) => (failure ? reject(failure) : resolve(name)) }),
      ),
  );
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const names = (): string[] => started.map(({ name }) => name);

it('runs work of one key in the order it came, and of other keys at once', async () => {
  const all = [run('a', 'a1'), run('a', 'a2'), run('b', 'b1'), run('a', 'a3')];
  expect(names()).toEqual(['a1', 'b1']);
  started[0]!.end();
  await turn();
  expect(names()).toEqual(['a1', 'b1', 'a2']);
  started[2]!.end();
  await turn();
  expect(names()).toEqual(['a1', 'b1', 'a2', 'a3']);
  for (const { end } of started) end();
  expect(await Promise.all(all)).toEqual(['a1', 'a2', 'b1', 'a3']);
});

it('tells a failure to who gave the work, and goes on with the next', async () => {
  const [failing, next] = [run('a', 'a1'), run('a', 'a2')];
  started[0]!.end(new Error('refused'));
  await expect(failing).rejects.toThrow('refused');
  started[1]!.end();
  expect(await next).toBe('a2');
});

it('runs at once what comes for a key that is done, whatever became of it', async () => {
  const failed = run('a', 'a1');
  started[0]!.end(new Error('refused'));
  await expect(failed).rejects.toThrow('refused');
  void run('a', 'a2');
  expect(names()).toEqual(['a1', 'a2']);
});

it('is idle when all that was given is done, also what came meanwhile', async () => {
  let isIdle = false;
  void run('a', 'a1');
  const idle = queue.idle().then(() => (isIdle = true));
  void run('b', 'b1');
  for (const name of ['a1', 'b1']) {
    await turn();
    expect(isIdle).toBe(false);
    started.find((work) => work.name === name)!.end();
  }
  await idle;
  await queue.idle();
});
