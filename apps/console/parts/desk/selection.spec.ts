import type { ListedRequest } from '#client';
import { isId } from '../id.js';
import { extensionsOf, matches, missing, recentRequests } from './selection.js';

const NOW = Date.parse('2026-12-01T12:00:00.000Z');

it.each([
  ['acme', true],
  ['T-42_a.b:c@d', true],
  ['a'.repeat(128), true],
  ['a'.repeat(129), false],
  ['', false],
  ['T 42', false],
  ['acmé', false],
])('%j is an id: %s', (text, isOne) => {
  expect(isId(text)).toBe(isOne);
});

describe('search', () => {
  it.each([
    ['', true],
    ['ACM', true],
    ['t-4', true],
    [' acme ', true],
    ['acme-2', false],
  ])('for %j finds acme, T-42: %s', (search, isFound) => {
    expect(matches({ workspaceId: 'acme', ticketId: 'T-42' }, search)).toBe(isFound);
  });

  it('asks no ticket of a row without one', () => {
    expect(matches({ workspaceId: 'acme' }, 'T-42')).toBe(false);
  });
});

const request = (requestId: string, over: Partial<ListedRequest> = {}): ListedRequest => ({
  commandId: requestId,
  workspaceId: 'acme',
  requestId,
  requestedBy: { id: 'erin', kind: 'engineer' },
  at: '2026-12-01T08:00:00.000Z',
  requestExpiresAt: '2026-12-04T08:00:00.000Z',
  durationMinutes: 60,
  reason: 'The totals differ',
  position: '1',
  status: 'pending',
  ...over,
});

it('shows who waits longest first, then the answers of a day, the newest first', () => {
  const shown = recentRequests(
    [
      request('new', { at: '2026-12-01T09:00:00.000Z' }),
      request('earlier', { status: 'declined', endedAt: '2026-12-01T10:00:00.000Z' }),
      request('later', { status: 'approved', endedAt: '2026-12-01T11:00:00.000Z' }),
      request('a day ago', { status: 'expired', endedAt: '2026-11-30T12:00:00.000Z' }),
      request('old'),
    ],
    NOW,
  );
  expect(shown.map(({ requestId }) => requestId)).toStrictEqual(['old', 'new', 'later', 'earlier']);
});

it('tells which rows are gone', () => {
  expect(missing(['a', 'b', 'c'], ['c', 'd', 'a'], (id) => id)).toStrictEqual(['b']);
});

describe('how much longer a grant can become', () => {
  const grant = { expiresAt: '2026-12-02T12:00:00.000Z', latestExpiresAt: '2026-12-03T12:00:00.000Z' };

  it('is up to its latest end and not past it', () => {
    expect(extensionsOf(grant, [60, 1_440, 1_441])).toStrictEqual([60, 1_440]);
  });

  it('is anything while the latest end is not known', () => {
    expect(extensionsOf({ expiresAt: grant.expiresAt }, [60, 10_080])).toStrictEqual([60, 10_080]);
  });
});
