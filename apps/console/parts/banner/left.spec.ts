import { leftIn } from './left.js';

const MINUTE_MS = 60_000;

it.each([
  [0, '0 sec'],
  [-5_000, '0 sec'],
  [1, '1 sec'],
  [59_001, '60 sec'],
  [60_001, '2 min'],
  [41 * MINUTE_MS, '41 min'],
  [59 * MINUTE_MS + 1, '1 hr'],
  [125 * MINUTE_MS, '2 hr 5 min'],
])('says of %i ms %s', (ms, said) => {
  expect(leftIn(ms, 'en')).toBe(said);
});

it('says it in German', () => {
  expect(leftIn(125 * MINUTE_MS, 'de')).toBe('2 Std. 5 Min.');
});
