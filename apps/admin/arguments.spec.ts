import { InvalidArgumentError } from 'commander';
import { parseId, parseInstant, parseInstantOrNow } from './arguments.js';

it.each([
  ['2026-11-22T09:30:00.5Z', 1_795_339_800_500],
  ['2026-11-22T09:30Z', 1_795_339_800_000],
  ['2026-11-22T10:30+01:00', 1_795_339_800_000],
])('%s is read', (text, epochMs) => expect(parseInstant(text)).toBe(epochMs));

it.each(['2026-02-30T00:00:00Z', '2026-02-30T00:00Z', '2026-11-22T24:00:00Z', '2026-11-22', 'today', ''])(
  '%j is no instant',
  (text) => {
    expect(() => parseInstant(text)).toThrow(InvalidArgumentError);
    expect(() => parseInstantOrNow(text)).toThrow('on a day that the calendar has');
  },
);

it.each(['.', '..', 'a b', ''])('%j is no id', (text) =>
  expect(() => parseId(text)).toThrow('neither . nor ..'),
);
