import { MINUTE_MS, toInstant } from '../index.js';
import * as s from './scenario.js';
import {
  ada,
  bob,
  denied,
  described,
  ended,
  given,
  granted,
  NINE,
  revoke,
  stranger,
  vendor,
} from './scenario.js';

const TEN = NINE + s.HOUR_MS;
const NOON = NINE + 3 * s.HOUR_MS;
const active = [described(), granted('g1', NINE, 180)];

const refusal = (code: Parameters<typeof denied>[1], by = ada, at = TEN, more = {}) =>
  denied('RevokeSupportAccess', code, by, at, more);

describe('a revocation', () => {
  it.each([
    ['the owner who granted', ada],
    ['any other owner', bob],
    ['the vendor', vendor],
    ['an owner acted for through a support session', { ...ada, sessionId: 's1' }],
  ])('ends the grant for %s', (_, actor) => {
    expect(given(...active).when(revoke(actor), TEN)).toStrictEqual([
      ended('g1', 'revoked', TEN, NOON, { revokedBy: actor }),
    ]);
  });

  it('may name the grant, and keeps its reason', () => {
    expect(given(...active).when(revoke(ada, { grantId: 'g1', reason: 'solved' }), TEN)).toStrictEqual([
      ended('g1', 'revoked', TEN, NOON, { reason: 'solved' }),
    ]);
  });

  it('is not an owner’s only who came after the grant', () => {
    const handedOver = described({ ownerIds: ['carl'] });
    const carl = { id: 'carl', kind: 'user' as const };
    expect(given(...active, handedOver).when(revoke(carl), TEN)).toMatchObject([
      { type: 'SupportAccessRevoked', data: { cause: 'revoked' } },
    ]);
  });
});

describe('what ends with a revoked grant', () => {
  /** The first is over last. */
  const logins = [s.loggedIn('s1', NINE, NOON), s.loggedIn('s2', NINE + 1, TEN + 1, { engineer: s.mel })];
  const requests = [
    s.requested('r1', s.grace, NINE, { grantId: 'g1', ticketId: 'T-1' }),
    s.requested('r2', s.mel, NINE + 1, { grantId: 'g1', requestExpiresAt: toInstant(TEN + 1) }),
  ];
  const history = [...active, ...logins, ...requests];

  it('are its sessions by login and its extension requests by time, by the system', () => {
    const command = revoke(ada, { reason: 'solved' });
    expect(given(...history).when(command, TEN)).toStrictEqual([
      ended('g1', 'revoked', TEN, NOON, { reason: 'solved' }),
      ...logins.map((each) => s.sessionEnded(each, 'grant-ended', TEN, TEN)),
      ...requests.map((each) => s.requestClosed(each, 'grant-ended', TEN, { grantId: 'g1' })),
    ]);
  });

  it('is nothing that was over at that instant, which is recorded first', () => {
    const now = TEN + 1;
    expect(given(...history).when(revoke(ada), now)).toStrictEqual([
      s.sessionEnded(logins[1]!, 'timed-out', now, now),
      s.requestClosed(requests[1]!, 'expired', now),
      ended('g1', 'revoked', now, NOON),
      s.sessionEnded(logins[0]!, 'grant-ended', now, now),
      s.requestClosed(requests[0]!, 'grant-ended', now, { grantId: 'g1' }),
    ]);
  });

  it('is nothing when the revocation is refused', () => {
    expect(given(...history).when(revoke(stranger), TEN)).toStrictEqual([
      refusal('NOT_WORKSPACE_OWNER', stranger),
    ]);
  });

  it('is told the grant’s last end, extensions included', () => {
    const longer = s.extended('g1', 1, NINE, [NOON, NOON + s.HOUR_MS]);
    expect(given(...active, longer).when(revoke(ada), NOON)).toStrictEqual([
      ended('g1', 'revoked', NOON, NOON + s.HOUR_MS),
    ]);
  });
});

describe('a revocation is refused', () => {
  it('G2 for a workspace nobody described', () => {
    expect(given().when(revoke(ada), TEN)).toStrictEqual([refusal('UNKNOWN_WORKSPACE')]);
  });

  it('R1 to anybody else', () => {
    expect(given(...active).when(revoke(stranger), TEN)).toStrictEqual([
      refusal('NOT_WORKSPACE_OWNER', stranger),
    ]);
  });

  it('R1 to an owner who has left', () => {
    expect(given(...active, described({ ownerIds: ['bob'] })).when(revoke(ada), TEN)).toStrictEqual([
      refusal('NOT_WORKSPACE_OWNER'),
    ]);
  });

  it('R2 when nobody granted', () => {
    expect(given(described()).when(revoke(ada, { reason: 'to be sure' }), TEN)).toStrictEqual([
      refusal('NO_ACTIVE_GRANT', ada, TEN, { reason: 'to be sure' }),
    ]);
  });

  it('R2 the second time', () => {
    const first = given(...active).when(revoke(ada), TEN);
    expect(given(...active, ...first).when(revoke(bob), TEN)).toStrictEqual([
      refusal('NO_ACTIVE_GRANT', bob),
    ]);
  });

  // An owner's late click on an old page must not take the grant that another owner has just given.
  it('R2 when it names another grant than the active one, which stays', () => {
    const history = [...active, ended('g1', 'revoked', TEN, NOON), granted('g2', TEN, 60)];
    const events = given(...history).when(revoke(ada, { grantId: 'g1' }), TEN);
    expect(events).toStrictEqual([refusal('NO_ACTIVE_GRANT', ada, TEN, { grantId: 'g1' })]);
    expect(s.fold([...history, ...events])).toMatchObject({ grant: { status: 'active', grantId: 'g2' } });
  });

  it.each([
    ['G2 before R1', 'UNKNOWN_WORKSPACE', [], stranger],
    ['G2 before R1, to the vendor too', 'UNKNOWN_WORKSPACE', [], vendor],
    ['R1 before R2', 'NOT_WORKSPACE_OWNER', [described()], stranger],
  ] as const)('%s', (_, code, history, actor) => {
    expect(given(...history).when(revoke(actor), TEN)).toStrictEqual([refusal(code, actor)]);
  });
});

describe('a revocation at the end of the grant', () => {
  it('counts in the last millisecond', () => {
    expect(given(...active).when(revoke(ada), NOON - 1)).toStrictEqual([
      ended('g1', 'revoked', NOON - 1, NOON),
    ]);
  });

  it.each([
    ['at the instant', NOON],
    ['after it', NOON + 5 * MINUTE_MS],
  ])('finds it expired, records that, and is refused, %s', (_, now) => {
    expect(given(...active).when(revoke(ada, { grantId: 'g1' }), now)).toStrictEqual([
      ended('g1', 'expired', now, NOON),
      refusal('NO_ACTIVE_GRANT', ada, now, { grantId: 'g1' }),
    ]);
  });
});
