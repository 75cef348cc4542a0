import type { AccessAction, WorkspaceState } from '../index.js';
import { decideAccess, grantStatus, isOpen, momentOf, ownerOfLiveSession, toInstant } from '../index.js';
import {
  described,
  ended,
  extended,
  fold,
  granted,
  HOUR_MS,
  loggedIn,
  NINE,
  sessionEnded,
} from './scenario.js';

const TEN = NINE + HOUR_MS;
const NOON = NINE + 3 * HOUR_MS;

const login = (sessionId: string, engineerId: string, until: number) =>
  loggedIn(sessionId, NINE, until, { engineer: { id: engineerId } });

/** Open from nine to noon; grace is in until ten. */
const open = fold([described(), granted('g1', NINE, 180), login('s1', 'grace', TEN)]);
const ask = (state: WorkspaceState, action: AccessAction, now: number, engineerId = 'grace') =>
  decideAccess(state, { action, engineerId }, now);

describe('the moment that counts', () => {
  it.each([
    [TEN, NINE, TEN],
    [TEN, TEN, TEN],
    [TEN, TEN + 1, TEN + 1],
  ])('with a stream at %i and a clock at %i is %i', (lastAt, now, moment) => {
    expect(momentOf({ lastAt }, now)).toBe(moment);
  });
});

describe('a grant is open', () => {
  const span = { grantedAt: NINE, expiresAt: NOON };
  it.each([
    [span, NINE - 1, false],
    [span, NINE, true],
    [span, NOON - 1, true],
    [span, NOON, false],
    [{ ...span, endedAt: null }, NOON - 1, true],
    [{ ...span, endedAt: TEN }, TEN - 1, true],
    [{ ...span, endedAt: TEN }, TEN, false],
    // Its end was recorded late: it was over all the same.
    [{ ...span, endedAt: NOON + 1 }, NOON, false],
  ])('%j at %i: %s', (grant, at, expected) => {
    expect(isOpen(grant, at)).toBe(expected);
  });
});

describe('what became of a grant', () => {
  it.each([
    [undefined, NOON - 1, 'active'],
    [null, NOON - 1, 'active'],
    [undefined, NOON, 'expired'],
    ['expired', NOON - 1, 'expired'],
    ['revoked', NOON + 1, 'revoked'],
    ['forced-sso', NINE, 'revoked'],
    ['ticket-closed', NINE, 'revoked'],
  ] as const)('with cause %s at %i: %s', (cause, at, status) => {
    expect(grantStatus({ expiresAt: NOON, cause }, at)).toBe(status);
  });
});

describe('the access check', () => {
  const grant = { grantId: 'g1', expiresAt: toInstant(NOON) };

  it.each([
    ['login', NINE, { allowed: true, ...grant }],
    ['login', NOON - 1, { allowed: true, ...grant }],
    ['login', NOON, { allowed: false, reason: 'ACCESS_EXPIRED', ...grant }],
    ['access', TEN - 1, { allowed: true, sessionId: 's1', sessionExpiresAt: toInstant(TEN), ...grant }],
    ['access', TEN, { allowed: false, reason: 'NO_LIVE_SESSION', ...grant }],
    ['access', NOON, { allowed: false, reason: 'ACCESS_EXPIRED', ...grant }],
  ] as const)('%s at %i', (action, now, decision) => {
    expect(ask(open, action, now)).toStrictEqual(decision);
  });

  it('of an engineer who is not in, and of a workspace without a grant or a description', () => {
    expect(ask(open, 'access', NINE, 'mel')).toMatchObject({ reason: 'NO_LIVE_SESSION' });
    expect(ask(fold([described()]), 'login', NINE)).toStrictEqual({
      allowed: false,
      reason: 'NO_ACTIVE_GRANT',
    });
    expect(ask(fold([]), 'login', NINE)).toStrictEqual({ allowed: false, reason: 'UNKNOWN_WORKSPACE' });
  });

  it.each([
    ['revoked', 'NO_ACTIVE_GRANT'],
    ['forced-sso', 'NO_ACTIVE_GRANT'],
    ['ticket-closed', 'NO_ACTIVE_GRANT'],
    ['expired', 'ACCESS_EXPIRED'],
  ] as const)('a recorded end, cause %s, holds for a clock that is behind it', (cause, reason) => {
    const over = fold([described(), granted('g1', NINE, 180), ended('g1', cause, NOON, NOON)]);
    for (const action of ['login', 'access'] as const)
      for (const now of [NINE, NOON, NOON + HOUR_MS])
        expect(ask(over, action, now)).toStrictEqual({ allowed: false, reason, ...grant });
  });

  it('a session that was ended alone is over at once, and the next longest counts', () => {
    const [first, second] = [login('s1', 'grace', NOON), login('s2', 'grace', TEN)];
    const history = [described(), granted('g1', NINE, 180), first, second];
    const signedOut = [...history, sessionEnded(first, 'signed-out', NINE, NINE)];
    expect(ask(fold(history), 'access', NINE)).toMatchObject({ sessionId: 's1' });
    expect(ask(fold(signedOut), 'access', NINE)).toMatchObject({ sessionId: 's2' });
    const closed = fold([...signedOut, sessionEnded(second, 'closed', NINE, NINE)]);
    expect(ask(closed, 'access', NINE)).toStrictEqual({
      allowed: false,
      reason: 'NO_LIVE_SESSION',
      ...grant,
    });
    expect(ask(closed, 'login', NINE)).toMatchObject({ allowed: true });
  });

  it('an extension lets engineers in until the new end, and leaves sessions their own', () => {
    const longer = fold([
      described(),
      granted('g1', NINE, 60),
      login('s1', 'grace', TEN),
      extended('g1', 1, NINE, [TEN, NOON]),
    ]);
    expect(ask(longer, 'login', NOON - 1)).toStrictEqual({ allowed: true, ...grant });
    expect(ask(longer, 'access', TEN - 1)).toMatchObject({ allowed: true, sessionExpiresAt: toInstant(TEN) });
    expect(ask(longer, 'access', TEN)).toMatchObject({ reason: 'NO_LIVE_SESSION' });
    expect(ask(longer, 'login', NOON)).toStrictEqual({
      allowed: false,
      reason: 'ACCESS_EXPIRED',
      ...grant,
    });
  });

  // Releases before 0.2 recorded no ends of sessions.
  it('a session of an earlier grant gives no access under the next', () => {
    const next = fold([
      described(),
      granted('g0', NINE, 60),
      loggedIn('s1', NINE, NOON, { grantId: 'g0' }),
      ended('g0', 'revoked', NINE, TEN),
      granted('g1', NINE, 180),
    ]);
    expect(ask(next, 'access', NINE)).toStrictEqual({ allowed: false, reason: 'NO_LIVE_SESSION', ...grant });
    expect(ownerOfLiveSession(next, { grantId: 'g1', sessionId: 's1' }, NINE)).toBeUndefined();
  });

  it('a later event ends a session by its time for a clock that is behind it', () => {
    const later = fold([
      described({ at: toInstant(NINE) }),
      granted('g1', NINE, 180),
      login('s1', 'grace', TEN),
    ]);
    const moved = { ...later, lastAt: TEN };
    expect(ask(later, 'access', TEN - 1)).toMatchObject({ allowed: true });
    expect(ask(moved, 'access', TEN - 1)).toMatchObject({ allowed: false, reason: 'NO_LIVE_SESSION' });
  });

  it('a grant and a login by a clock that is ahead are there for a clock that is behind', () => {
    expect(ask(open, 'login', NINE - 4 * 60_000)).toMatchObject({ allowed: true });
    expect(ask(open, 'access', NINE - 4 * 60_000)).toMatchObject({ allowed: true });
  });

  it('names the session that ends last, of those that end together the newest', () => {
    const logins = [
      login('a', 'grace', TEN),
      login('b', 'grace', NOON),
      login('c', 'grace', NOON),
      login('d', 'mel', NOON),
    ];
    const state = fold([described(), granted('g1', NINE, 180), ...logins, login('e', 'grace', TEN + 1)]);
    expect(ask(state, 'access', NINE)).toMatchObject({ sessionId: 'c' });
  });
});

describe('the owner whose grant a live session is under', () => {
  const session = { grantId: 'g1', sessionId: 's1' };

  it.each([
    ['live', open, session, TEN - 1, 'ada'],
    ['over', open, session, TEN, undefined],
    ['another session', open, { ...session, sessionId: 's2' }, NINE, undefined],
    ['another grant', open, { ...session, grantId: 'g2' }, NINE, undefined],
    ['an unknown workspace', fold([]), session, NINE, undefined],
    ['no grant', fold([described()]), session, NINE, undefined],
  ] as const)('%s', (_, state, asked, now, owner) => {
    expect(ownerOfLiveSession(state, asked, now)).toBe(owner);
  });

  it('none once the grant has ended, recorded or by time', () => {
    const long = fold([described(), granted('g1', NINE, 60), login('s1', 'grace', NOON)]);
    expect(ownerOfLiveSession(long, session, TEN)).toBeUndefined();
    const revoked = fold([
      described(),
      granted('g1', NINE, 180),
      login('s1', 'grace', NOON),
      ended('g1', 'revoked', TEN, NOON),
    ]);
    expect(ownerOfLiveSession(revoked, session, NINE)).toBeUndefined();
  });

  it('none once the session has been ended alone', () => {
    const one = login('s1', 'grace', TEN);
    const closed = fold([
      described(),
      granted('g1', NINE, 180),
      one,
      sessionEnded(one, 'closed', NINE, NINE),
    ]);
    expect(ownerOfLiveSession(closed, session, NINE)).toBeUndefined();
  });
});
