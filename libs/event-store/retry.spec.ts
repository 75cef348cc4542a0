import { retry } from './retry.js';

/** Work that fails so often, then succeeds. */
const failing = (times: number) => {
  let calls = 0;
  return async () => {
    if (++calls <= times) throw new Error(`failure ${calls}`);
    return calls;
  };
};

it('does it again, ever later up to the longest wait, until it succeeds', async () => {
  const waits: number[] = [];
  const onRetry = (_error: unknown, retryInMs: number) => void waits.push(retryInMs);
  expect(await retry(failing(4), { firstMs: 1, maxMs: 5, onRetry })).toBe(5);
  expect(waits).toEqual([1, 2, 4, 5]);
});

it('ends with the error of which its caller says that a retry does not help', async () => {
  const onRetry = (error: unknown) => {
    if ((error as Error).message === 'failure 2') throw error;
  };
  await expect(retry(failing(9), { firstMs: 1, maxMs: 1, onRetry })).rejects.toThrow('failure 2');
});

it('ends at once when it is told to stop, and does not begin after that', async () => {
  const stop = new AbortController();
  const { signal } = stop;
  const forEver = retry(failing(9), {
    signal,
    firstMs: 60_000,
    maxMs: 60_000,
    onRetry: () => stop.abort(new Error('stopped')),
  });
  await expect(forEver).rejects.toThrow('stopped');
  let begun = false;
  const begin = async () => void (begun = true);
  await expect(retry(begin, { signal, firstMs: 1, maxMs: 1, onRetry: () => undefined })).rejects.toThrow(
    'stopped',
  );
  expect(begun).toBe(false);
});
