import { LruMap } from './lru-map.js';

const holding = (limit: number, keys: readonly string[]): LruMap<string, number> => {
  const map = new LruMap<string, number>(limit);
  keys.forEach((key, at) => map.set(key, at));
  return map;
};
const held = (map: LruMap<string, number>, keys: readonly string[]): string[] =>
  keys.filter((key) => map.get(key) !== undefined);

it('forgets what was used longest ago, and not before there are too many', () => {
  const map = holding(3, ['a', 'b', 'c']);
  expect(map.get('a')).toBe(0);
  map.set('b', 10);
  map.set('d', 3);
  expect(held(map, ['a', 'b', 'c', 'd'])).toEqual(['a', 'b', 'd']);
  expect(map.get('b')).toBe(10);
});

it('keeps the newest one, however few it may have', () => {
  for (const limit of [1, 2]) {
    const map = holding(limit, ['a', 'b', 'c']);
    expect(held(map, ['a', 'b', 'c'])).toEqual(['a', 'b', 'c'].slice(-limit));
  }
});

it('of many forgets a sixteenth at once, the oldest', () => {
  const keys = Array.from({ length: 161 }, (_, at) => `key ${at}`);
  expect(held(holding(160, keys.slice(0, 160)), keys)).toHaveLength(160);
  expect(held(holding(160, keys), keys)).toEqual(keys.slice(10));
});

it('forgets what it is told to', () => {
  const map = holding(3, ['a', 'b', 'c']);
  map.delete('b');
  expect(held(map, ['a', 'b', 'c'])).toEqual(['a', 'c']);
  map.clear();
  expect(held(map, ['a', 'b', 'c'])).toEqual([]);
});
