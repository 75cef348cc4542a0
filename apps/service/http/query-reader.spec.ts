import { ProblemError } from './problem-error.js';
import { QueryReader } from './query-reader.js';

function fieldsOf(reader: QueryReader): string[] {
  try {
    reader.done();
  } catch (error) {
    if (error instanceof ProblemError) return (error.extras.errors ?? []).map(({ field }) => field);
    throw error;
  }
  return [];
}

it('reads what fits and leaves out what is absent', () => {
  const reader = new QueryReader({
    at: '2026-11-22T10:30:00+01:00',
    n: '7',
    p: '18446744073709551615',
    w: 'up',
  });
  expect(reader.instant('at')).toBe(Date.parse('2026-11-22T09:30:00Z'));
  expect(reader.integer('n', { min: 1, max: 10 })).toBe(7);
  expect(reader.position('p')).toBe(18_446_744_073_709_551_615n);
  expect(reader.oneOf('w', ['up', 'down'])).toBe('up');
  expect(reader.id('none')).toBeUndefined();
  expect(fieldsOf(reader)).toEqual([]);
});

it('tells everything that is wrong at once, unknown names last', () => {
  const reader = new QueryReader({
    at: '2026-02-30',
    n: '11',
    p: '-1',
    w: 'left',
    id: 'a b',
    twice: ['a', 'b'],
    x: '',
  });
  reader.instant('at');
  reader.integer('n', { min: 1, max: 10 });
  reader.position('p');
  reader.oneOf('w', ['up']);
  reader.id('id');
  reader.text('twice');
  expect(fieldsOf(reader)).toEqual(['at', 'n', 'p', 'w', 'id', 'twice', 'x']);
});

it.each([
  '2026-11-22',
  '2026-11-22T09:30:00',
  '22 Nov 2026',
  '2026-13-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-11-22T24:00:00Z',
])('%s is no instant', (at) => {
  const reader = new QueryReader({ at });
  reader.instant('at');
  expect(fieldsOf(reader)).toEqual(['at']);
});

it.each(['.', '..', 'a b', 'x'.repeat(129)])('%j is no id', (id) => {
  const reader = new QueryReader({ id });
  reader.id('id');
  expect(fieldsOf(reader)).toEqual(['id']);
});
