import { describe, expect, it } from '@jest/globals';
import { fieldValue, filtersOf, normalise, queryOf } from './filters.js';

/** What the form sends after it was made what the URL shall say. */
function sent(fields: Record<string, string>, zone: 'local' | 'utc'): Record<string, unknown> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  normalise(form, zone);
  return Object.fromEntries(form);
}

describe('filters of the trail', () => {
  it('are what the URL says; what it says besides is left out', () => {
    const filters = filtersOf('?actor=erin&ticketId=+T-42+&grantId=&zone=utc&order=asc&cursor=x');
    expect(filters).toEqual({ only: { actor: 'erin', ticketId: 'T-42' }, refused: false, zone: 'utc' });
  });

  it('ask for refusals alone, whatever type is chosen', () => {
    expect(queryOf(filtersOf('?type=SupportLogin&refused=1&actor=eve'))).toEqual({
      type: 'SupportAccessDenied',
      actor: 'eve',
    });
  });

  it('leave out of the URL what is empty, and the type beside refusals', () => {
    expect(
      sent({ type: 'SupportLogin', refused: '1', actor: ' eve ', from: '', grantId: '' }, 'utc'),
    ).toEqual({ refused: '1', actor: 'eve' });
  });

  it('keep instants in the URL, so that a link means the same in every zone', () => {
    expect(sent({ from: '2026-12-01T14:03' }, 'utc')).toEqual({ from: '2026-12-01T14:03:00.000Z' });
    const { from } = sent({ from: '2026-12-01T14:03' }, 'local');
    expect(from).toBe(new Date(2026, 11, 1, 14, 3).toISOString());
    expect(fieldValue(from as string, 'local')).toBe('2026-12-01T14:03');
    expect(fieldValue(from as string, 'utc')).toBe((from as string).slice(0, 16));
  });

  it('show an empty field for what is no instant', () => {
    expect(fieldValue('yesterday', 'local')).toBe('');
    expect(fieldValue(undefined, 'utc')).toBe('');
  });
});
