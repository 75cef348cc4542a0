import { toInstant } from '../index.js';
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

  it.each(['revoked', 'forced-sso', 'ticket-closed'] as const)(
    'does nothing to a grant that ended otherwise: %s',
    (cause) => {
      expect(given(...active, ended('g1', cause, TEN - 1, TEN)).when(expire('g1'), TEN)).toStrictEqual([]);
    },
  );

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

const NOON = NINE + 3 * s.HOUR_MS;

describe('E1: the expiry of a session', () => {
  const session = s.loggedIn('s1', NINE, TEN);
  const history = [described(), granted('g1', NINE, 180), session];

  it('does nothing in the last millisecond', () => {
    expect(given(...history).when(s.expireSession('s1'), TEN - 1)).toStrictEqual([]);
  });

  it.each([
    ['at the instant', TEN],
    ['a millisecond after', TEN + 1],
  ])('is recorded by the system, with the time it was over, %s', (_, now) => {
    expect(given(...history).when(s.expireSession('s1'), now)).toStrictEqual([
      s.sessionEnded(session, 'timed-out', now, TEN),
    ]);
  });

  it('happens once', () => {
    const first = given(...history).when(s.expireSession('s1'), TEN);
    expect(given(...history, ...first).when(s.expireSession('s1'), TEN + 1)).toStrictEqual([]);
  });

  it.each([
    ['was ended by somebody', [...history, s.sessionEnded(session, 'closed', NINE, NINE)]],
    ['ended with its grant', [...history, ...given(...history).when(s.revoke(s.ada), NINE)]],
    ['nobody opened', [described()]],
    ['is of a workspace nobody described', []],
  ])('does nothing to one that %s', (_, before) => {
    expect(given(...before).when(s.expireSession('s1'), TEN)).toStrictEqual([]);
  });

  it('records the end of the grant, if that is over as well', () => {
    const long = s.loggedIn('s2', NINE, NOON);
    expect(given(...history, long).when(s.expireSession('s1'), NOON)).toStrictEqual([
      s.sessionEnded(session, 'timed-out', NOON, TEN),
      ended('g1', 'expired', NOON, NOON),
      s.sessionEnded(long, 'grant-ended', NOON, NOON),
    ]);
    expect(given(...history, long).when(s.expireSession('s2'), NOON)).toHaveLength(3);
  });
});

describe('E1: the expiry of a request', () => {
  const asked = s.requested('r1', s.grace, NINE);
  const history = [described(), asked];
  const end = NINE + 3 * s.DAY_MS;

  it('does nothing in the last millisecond', () => {
    expect(given(...history).when(s.expireRequest('r1'), end - 1)).toStrictEqual([]);
  });

  it.each([
    ['at the instant', end],
    ['a millisecond after', end + 1],
  ])('is recorded by the system, with the true lag, %s', (_, now) => {
    expect(given(...history).when(s.expireRequest('r1'), now)).toStrictEqual([
      s.requestClosed(asked, 'expired', now),
    ]);
  });

  it('happens once', () => {
    const first = given(...history).when(s.expireRequest('r1'), end);
    expect(given(...history, ...first).when(s.expireRequest('r1'), end + 1)).toStrictEqual([]);
  });

  it.each([
    ['was declined', [...history, s.requestClosed(asked, 'declined', NINE)]],
    ['was approved', [...history, granted('g1', end - 1, 60, undefined, { requestId: 'r1' })]],
    ['nobody made', [described()]],
    ['is of a workspace nobody described', []],
  ])('does nothing to one that %s', (_, before) => {
    expect(given(...before).when(s.expireRequest('r1'), end)).toStrictEqual([]);
  });

  it('for an extension is recorded by the end of the grant, if that came first', () => {
    const extension = s.requested('r1', s.grace, NINE, { grantId: 'g1' });
    expect(given(...active, extension).when(s.expireRequest('r1'), end)).toStrictEqual([
      ended('g1', 'expired', end, TEN),
      s.requestClosed(extension, 'grant-ended', end, { grantId: 'g1' }),
    ]);
  });
});

// An id used while its own thing is not due would be found recorded when it is.
describe('an expiry whose own thing is not due', () => {
  const early = s.loggedIn('s1', NINE, TEN);
  const late = s.loggedIn('s2', NINE, NOON);
  const first = s.requested('r1', s.grace, NINE, { grantId: 'g1', requestExpiresAt: toInstant(TEN) });
  const last = s.requested('r2', s.mel, NINE, { grantId: 'g1', requestExpiresAt: toInstant(NOON - 1) });
  const history = [described(), granted('g1', NINE, 180), early, late, first, last];

  it.each([
    ['a grant', expire('g1')],
    ['a session', s.expireSession('s2')],
    ['a request', s.expireRequest('r2')],
  ])('records nothing of what else is over: %s', (_, command) => {
    expect(given(...history).when(command, TEN)).toStrictEqual([]);
  });

  // Ids are of one kind each, so nothing but a mistake would ask this.
  it.each([
    ['a session', expire('s1')],
    ['a request', expire('r1')],
    ['a request', s.expireSession('r1')],
    ['a session', s.expireRequest('s1')],
  ])('does not act on %s by its id', (_, command) => {
    expect(given(...history).when(command, TEN)).toStrictEqual([]);
  });

  it.each([
    ['a session', s.expireSession('g1')],
    ['a request', s.expireRequest('g1')],
  ])('is not that of %s, when a grant of that id is over', (_, command) => {
    expect(given(...active).when(command, TEN)).toStrictEqual([]);
  });

  it('and one whose own thing is, records all of it', () => {
    const all = [s.sessionEnded(early, 'timed-out', TEN, TEN), s.requestClosed(first, 'expired', TEN)];
    expect(given(...history).when(s.expireSession('s1'), TEN)).toStrictEqual(all);
    expect(given(...history).when(s.expireRequest('r1'), TEN)).toStrictEqual(all);
    expect(given(...history).when(expire('g1'), NOON)).toStrictEqual([
      s.sessionEnded(early, 'timed-out', NOON, TEN),
      ended('g1', 'expired', NOON, NOON),
      s.sessionEnded(late, 'grant-ended', NOON, NOON),
      s.requestClosed(first, 'expired', NOON),
      s.requestClosed(last, 'expired', NOON),
    ]);
  });
});
