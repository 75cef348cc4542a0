import { leftIn } from './left.js';

const MINUTE_MS = 60_000;

it.each([
  [0, '0 secs'],
  [-5_000, '0 secs'],
  [1, '1 sec'],
  [59_001, '60 secs'],
  [60_001, '2 mins'],
  [41 * MINUTE_MS, '41 mins'],
  [59 * MINUTE_MS + 1, '1 hr'],
  [125 * MINUTE_MS, '2 hrs 5 mins'],
])('says of %i ms %s', (ms, said) => {
  expect(leftIn(ms, 'en')).toBe(said);
});

it('says it in German', () => {
  expect(leftIn(125 * MINUTE_MS, 'de')).toBe('2 Std. 5 Min.');
});
