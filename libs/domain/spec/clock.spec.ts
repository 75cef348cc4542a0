import { CLOCK_TOLERANCE_MS, MINUTE_MS, toInstant } from '../index.js';
import * as s from './scenario.js';
import { ada, denied, described, ended, given, grace, granted, NINE, update } from './scenario.js';

const TEN = NINE + s.HOUR_MS;
const engineer = { ...grace, kind: 'engineer' as const };

/** The stream's last time is ten o'clock. */
const known = [described({ at: toInstant(TEN) })];
const active = [described(), granted('g1', TEN, 180, 'T-1')];

it('allows a clock to lie five minutes behind', () => {
  expect(CLOCK_TOLERANCE_MS).toBe(300_000);
});

describe('C1: on a clock that went back, the stream’s last time is recorded and decides', () => {
  it('in a grant, which ends by the recorded time', () => {
    expect(given(...known).when(s.grant(ada), TEN - MINUTE_MS)).toMatchObject([
      { data: { grantedAt: toInstant(TEN), expiresAt: toInstant(TEN + s.HOUR_MS) } },
    ]);
  });

  it('in a login, whose session ends by the recorded time', () => {
    expect(given(...active).when(s.login(), TEN - 1)).toMatchObject([
      { data: { at: toInstant(TEN), sessionExpiresAt: toInstant(TEN + s.HOUR_MS) } },
    ]);
  });

  it.each([
    ['an update', update()],
    ['a revocation', s.revoke(ada)],
    ['a refusal', s.revoke(s.stranger)],
  ])('in %s, however far back', (_, command) => {
    expect(given(...active).when(command, TEN - s.DAY_MS)).toMatchObject([{ data: { at: toInstant(TEN) } }]);
  });

  it('a denial moves the stream’s time on, too', () => {
    const [refusal] = given(...known).when(s.grant(s.stranger), TEN + MINUTE_MS);
    expect(given(...known, refusal!).when(update(), TEN)).toMatchObject([
      { data: { at: toInstant(TEN + MINUTE_MS) } },
    ]);
  });

  it('a grant that a jump ahead ended stays ended when the clock is right again', () => {
    const end = TEN + 180 * MINUTE_MS;
    const jumped = [...active, ...given(...active).when(s.expire('g1'), end)];
    expect(given(...jumped).when(s.login(), TEN + 1)).toStrictEqual([
      denied('RecordSupportLogin', 'ACCESS_EXPIRED', engineer, end, {
        grantId: 'g1',
        expiresAt: toInstant(end),
      }),
    ]);
  });
});

describe('T1: a clock more than five minutes behind opens nothing', () => {
  const limit = TEN - 5 * MINUTE_MS;

  it('no grant', () => {
    expect(given(...known).when(s.grant(ada), limit - 1)).toStrictEqual([
      denied('GrantSupportAccess', 'CLOCK_BEHIND', ada, TEN),
    ]);
  });

  it('no login', () => {
    expect(given(...active).when(s.login(), limit - 1)).toStrictEqual([
      denied('RecordSupportLogin', 'CLOCK_BEHIND', engineer, TEN, { grantId: 'g1' }),
    ]);
  });

  it('no request', () => {
    expect(given(...known).when(s.request(), limit - 1)).toStrictEqual([
      denied('RequestSupportAccess', 'CLOCK_BEHIND', engineer, TEN, { reason: 'export fails' }),
    ]);
  });

  it('no extension', () => {
    expect(given(...active).when(s.extend(ada, { additionalMinutes: 1 }), limit - 1)).toStrictEqual([
      denied('ExtendSupportAccess', 'CLOCK_BEHIND', ada, TEN, { grantId: 'g1' }),
    ]);
  });

  it('at exactly five minutes all are let through', () => {
    expect(given(...known).when(s.grant(ada), limit)).toMatchObject([{ type: 'SupportAccessGranted' }]);
    expect(given(...known).when(s.request(), limit)).toStrictEqual([s.requested(s.NEW_ID, grace, TEN)]);
    const end = TEN + 180 * MINUTE_MS;
    expect(given(...active).when(s.extend(ada, { additionalMinutes: 1 }), limit)).toStrictEqual([
      s.extended('g1', 1, TEN, [end, end + MINUTE_MS]),
    ]);
    expect(given(...active).when(s.login(), limit)).toMatchObject([{ type: 'SupportLogin' }]);
  });

  it('revocations and updates are not held up: they only close', () => {
    expect(given(...active).when(s.revoke(ada), limit - 1)).toMatchObject([{ data: { cause: 'revoked' } }]);
    expect(given(...active).when(update({ forcedSso: true }), limit - 1)).toMatchObject([
      { type: 'WorkspaceUpdated' },
      { data: { cause: 'forced-sso' } },
    ]);
  });

  it('nothing is behind an empty stream', () => {
    expect(given().when(update(), 0)).toMatchObject([{ data: { at: '1970-01-01T00:00:00.000Z' } }]);
  });

  it('comes last: G5 before T1', () => {
    expect(given(...active).when(s.grant(ada), limit - 1)).toMatchObject([
      { data: { code: 'ALREADY_GRANTED' } },
    ]);
  });

  it('comes last: L3 before T1', () => {
    expect(given(...active).when(s.login(), limit - 1, s.strict)).toMatchObject([
      { data: { code: 'TICKET_REQUIRED' } },
    ]);
  });

  it('comes last: L1 and L2 before T1', () => {
    expect(given(...known).when(s.login(), limit - 1)).toMatchObject([{ data: { code: 'NO_ACTIVE_GRANT' } }]);
    const expired = [described(), granted('g1', NINE, 60), ended('g1', 'expired', TEN, TEN)];
    expect(given(...expired).when(s.login(), limit - 1)).toMatchObject([
      { data: { code: 'ACCESS_EXPIRED' } },
    ]);
  });
});
