import * as s from './scenario.js';
import { described, ended, expire, given, granted, NINE } from './scenario.js';

const TEN = NINE + s.HOUR_MS;
const active = [described(), granted('g1', NINE, 60)];

describe('E1: an expiry', () => {
  it('does nothing in the last millisecond', () => {
    expect(given(...active).when(expire('g1'), TEN - 1)).toStrictEqual([]);
  });

  it.each([
    ['at the instant', TEN],
    ['a millisecond after', TEN + 1],
    ['a month after, when the process was down that long', TEN + 30 * s.DAY_MS],
  ])('is recorded by the system, with the true lag, %s', (_, now) => {
    expect(given(...active).when(expire('g1'), now)).toStrictEqual([ended('g1', 'expired', now, TEN)]);
  });

  it('happens once', () => {
    const first = given(...active).when(expire('g1'), TEN);
    expect(given(...active, ...first).when(expire('g1'), TEN + 1)).toStrictEqual([]);
  });

  it.each(['revoked', 'forced-sso'] as const)('does nothing to a grant that ended otherwise: %s', (cause) => {
    expect(given(...active, ended('g1', cause, TEN - 1, TEN)).when(expire('g1'), TEN)).toStrictEqual([]);
  });

  it('does nothing in a workspace nobody described', () => {
    expect(given().when(expire('g1'), TEN)).toStrictEqual([]);
  });
});

// What users of such systems complain about first: access granted anew ends when the old grant would have.
describe('the expiry of an old grant, against a newer one', () => {
  const renewed = [...active, ended('g1', 'revoked', TEN - 1, TEN), granted('g2', TEN - 1, 60)];
  const renewedEnd = TEN - 1 + s.HOUR_MS;

  it('does nothing while the newer is active', () => {
    expect(given(...renewed).when(expire('g1'), TEN)).toStrictEqual([]);
  });

  it('does nothing when the newer is past its end too: that one has an expiry of its own', () => {
    expect(given(...renewed).when(expire('g1'), renewedEnd)).toStrictEqual([]);
    expect(given(...renewed).when(expire('g2'), renewedEnd)).toStrictEqual([
      ended('g2', 'expired', renewedEnd, renewedEnd),
    ]);
  });
});
