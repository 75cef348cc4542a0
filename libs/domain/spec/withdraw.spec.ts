import { toInstant } from '../index.js';
import * as s from './scenario.js';
import {
  denied,
  described,
  given,
  grace,
  mel,
  NINE,
  requestClosed,
  requested,
  withdraw,
} from './scenario.js';

const TEN = NINE + s.HOUR_MS;
const asked = requested('r1', grace, NINE);
const other = requested('r2', mel, NINE);
const history = [described(), asked, other];
const byGrace = { engineer: grace };
const lookalike = { id: 'grace', kind: 'user' as const };

const refusal = (code: Parameters<typeof denied>[1], by = s.asking(grace), more = {}) => [
  denied('WithdrawSupportAccessRequest', code, by, TEN, more),
];

describe('a withdrawal', () => {
  it('closes the request for the engineer who asked, and no other', () => {
    expect(given(...history).when(withdraw('r1', byGrace), TEN)).toStrictEqual([
      requestClosed(asked, 'withdrawn', TEN, { closedBy: s.asking(grace) }),
    ]);
  });

  it('closes it for the vendor, and keeps its reason', () => {
    const command = withdraw('r1', { actor: s.vendor }, 'grace left');
    expect(given(...history).when(command, TEN)).toStrictEqual([
      requestClosed(asked, 'withdrawn', TEN, { closedBy: s.vendor, reason: 'grace left' }),
    ]);
  });

  it('knows the engineer by the id, whatever the name is now', () => {
    const renamed = { id: 'grace', name: 'Grace Brewster' };
    expect(given(...history).when(withdraw('r1', { engineer: renamed }), TEN)).toMatchObject([
      { data: { cause: 'withdrawn', closedBy: s.asking(renamed) } },
    ]);
  });

  it('only closes, on a clock however far behind', () => {
    const later = described({ at: toInstant(TEN) });
    expect(given(...history, later).when(withdraw('r1', byGrace), 0)).toStrictEqual([
      requestClosed(asked, 'withdrawn', TEN, { closedBy: s.asking(grace) }),
    ]);
  });
});

describe('a withdrawal is refused', () => {
  it('G2 for a workspace nobody described', () => {
    expect(given().when(withdraw('r1', byGrace), TEN)).toStrictEqual(refusal('UNKNOWN_WORKSPACE'));
  });

  it('Q5 when no such request waits', () => {
    expect(given(...history).when(withdraw('r9', byGrace, 'done'), TEN)).toStrictEqual(
      refusal('REQUEST_NOT_PENDING', s.asking(grace), { requestId: 'r9', reason: 'done' }),
    );
  });

  it('Q5 the second time', () => {
    const first = given(...history).when(withdraw('r1', byGrace), TEN);
    expect(given(...history, ...first).when(withdraw('r1', byGrace), TEN)).toStrictEqual(
      refusal('REQUEST_NOT_PENDING', s.asking(grace), { requestId: 'r1' }),
    );
  });

  it('Q5 from the instant on at which it expires', () => {
    const end = NINE + 3 * s.DAY_MS;
    expect(given(described(), asked).when(withdraw('r1', byGrace), end - 1)).toMatchObject([
      { data: { cause: 'withdrawn' } },
    ]);
    expect(given(described(), asked).when(withdraw('r1', byGrace), end)).toMatchObject([
      { data: { cause: 'expired' } },
      { data: { code: 'REQUEST_NOT_PENDING', requestId: 'r1' } },
    ]);
  });

  it.each([
    ['another engineer', { engineer: mel }, s.asking(mel)],
    ['an owner, who declines instead', { actor: s.ada }, s.ada],
    ['a user with the engineer’s id', { actor: lookalike }, lookalike],
  ])('Q6 to %s', (_, by, recorded) => {
    expect(given(...history).when(withdraw('r1', by), TEN)).toStrictEqual(
      refusal('NOT_REQUESTER', recorded, { requestId: 'r1' }),
    );
  });

  it.each([
    ['G2 before Q5', 'UNKNOWN_WORKSPACE', 'r9', []],
    ['Q5 before Q6', 'REQUEST_NOT_PENDING', 'r9', history],
  ] as const)('%s', (_, code, requestId, before) => {
    expect(given(...before).when(withdraw(requestId, { engineer: mel }), TEN)).toMatchObject([
      { data: { code } },
    ]);
  });
});
