import { Registry } from '@prometheus-io/client';
import { gauge } from './registry.js';

it('a number that nobody knows is not told as 0', async () => {
  const registry = new Registry();
  let value: number | undefined = 0;
  gauge(registry, 'lag', 'How far behind', () => value);
  const samples = async (): Promise<string[]> =>
    (await registry.metrics()).split('\n').filter((line) => line.startsWith('lag'));
  expect(await samples()).toEqual(['lag 0']);
  value = undefined;
  expect(await samples()).toEqual([]);
  value = 7;
  expect(await samples()).toEqual(['lag 7']);
});
