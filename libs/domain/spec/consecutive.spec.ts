import type { Policy, SupportAccessEvent } from '../index.js';
import { toInstant } from '../index.js';
import * as s from './scenario.js';
import { ada, denied, described, ended, given, grant, granted, NEW_ID, NINE } from './scenario.js';

// G7: grants in a row.

const TEN = NINE + s.HOUR_MS;
const END = NINE + s.DAY_MS;
const atMost = (maxConsecutiveGrants: number): Policy => ({ ...s.lax, maxConsecutiveGrants });

const first = [described(), granted('g1', NINE, 1440), ended('g1', 'revoked', TEN, END)];
const second = [...first, granted('g2', TEN, 1440), ended('g2', 'revoked', TEN, TEN + s.DAY_MS)];

const accepted = (at: number, more = {}) => [granted(NEW_ID, at, 60, undefined, more)];
const refused = (at: number, retryAt: number) => [
  denied('GrantSupportAccess', 'CONSECUTIVE_LIMIT', ada, at, { retryAt: toInstant(retryAt) }),
];
const follows = (previousGrantId: string, consecutive: number) => ({ previousGrantId, consecutive });

describe('a grant in a row', () => {
  const retryAt = TEN + s.DAY_MS;

  it('says which it follows and how many that makes, from the second on', () => {
    expect(given(described()).when(grant(ada), TEN)).toStrictEqual(accepted(TEN));
    expect(given(...first).when(grant(ada), TEN)).toStrictEqual(accepted(TEN, follows('g1', 2)));
    expect(given(...second).when(grant(ada), TEN)).toStrictEqual(accepted(TEN, follows('g2', 3)));
  });

  it('is one given less than 24 hours after the one before it ended', () => {
    expect(given(...first).when(grant(ada), retryAt - 1)).toStrictEqual(
      accepted(retryAt - 1, follows('g1', 2)),
    );
    expect(given(...first).when(grant(ada), retryAt)).toStrictEqual(accepted(retryAt));
  });

  it.each([
    ['any number, with no limit', 0, second, accepted(TEN, follows('g2', 3))],
    ['the second, of two', 2, first, accepted(TEN, follows('g1', 2))],
    ['the third, of three', 3, second, accepted(TEN, follows('g2', 3))],
    ['one alone, of one', 1, [described()], accepted(TEN)],
  ] as [string, number, SupportAccessEvent[], SupportAccessEvent[]][])(
    'is given: %s',
    (_, limit, history, events) => {
      expect(given(...history).when(grant(ada), TEN, atMost(limit))).toStrictEqual(events);
    },
  );

  it.each([
    ['the second, of one', 1, first],
    ['the third, of two', 2, second],
    ['the third, of one, as after a change of policy', 1, second],
  ] as [string, number, SupportAccessEvent[]][])(
    'is refused, until 24 hours after the last end: %s',
    (_, limit, history) => {
      const policy = atMost(limit);
      expect(given(...history).when(grant(ada), TEN, policy)).toStrictEqual(refused(TEN, retryAt));
      expect(given(...history).when(grant(ada), retryAt - 1, policy)).toStrictEqual(
        refused(retryAt - 1, retryAt),
      );
      expect(given(...history).when(grant(ada), retryAt, policy)).toStrictEqual(accepted(retryAt));
    },
  );

  it('counts from the end of an expired grant, however late that is recorded', () => {
    const open = [described(), granted('g1', NINE, 60)];
    const late = TEN + s.DAY_MS;
    expect(given(...open).when(grant(ada), late - 1, atMost(1))).toStrictEqual([
      ended('g1', 'expired', late - 1, TEN),
      ...refused(late - 1, late),
    ]);
    expect(given(...open).when(grant(ada), late, atMost(1))).toStrictEqual([
      ended('g1', 'expired', late, TEN),
      ...accepted(late),
    ]);
  });

  it.each(['forced-sso', 'ticket-closed'] as const)('counts whatever ended the one before: %s', (cause) => {
    const history = [described(), granted('g1', NINE, 1440), ended('g1', cause, TEN, END)];
    expect(given(...history).when(grant(ada), TEN, atMost(1))).toStrictEqual(refused(TEN, retryAt));
  });

  it('is counted anew after a pause', () => {
    const paused = [...second, granted('g3', retryAt, 60), ended('g3', 'revoked', retryAt, retryAt)];
    expect(given(...paused).when(grant(ada), retryAt, atMost(2))).toStrictEqual(
      accepted(retryAt, follows('g3', 2)),
    );
  });

  it('is not the extension of one', () => {
    const active = [...first, granted('g2', TEN, 60)];
    const command = s.extend(ada, { grantId: 'g2', additionalMinutes: 60 });
    expect(given(...active).when(command, TEN, atMost(1))).toMatchObject([{ type: 'SupportAccessExtended' }]);
  });
});

describe('G8: a grant where tickets are required of grants', () => {
  const asked = (ticketId?: string) => [
    described(),
    s.requested('r1', s.grace, NINE, ticketId === undefined ? {} : { ticketId }),
  ];

  it.each([
    // required, the grant's
    ['grant', 'T-1', undefined],
    ['grant', undefined, 'TICKET_REQUIRED'],
    [true, undefined, undefined],
    [false, undefined, undefined],
  ] as const)('(%s) that names %s itself: %s', (requireTicket, ticketId, code) => {
    const command = grant(ada, ticketId === undefined ? {} : { ticketId });
    const events = given(described()).when(command, TEN, { ...s.lax, requireTicket });
    expect(events).toStrictEqual(
      code === undefined
        ? [granted(NEW_ID, TEN, 60, ticketId)]
        : [denied('GrantSupportAccess', code, ada, TEN)],
    );
  });

  it('may name it by its request', () => {
    expect(given(...asked('T-1')).when(s.approve(ada, 'r1'), TEN, s.strictest)).toStrictEqual([
      granted(NEW_ID, TEN, 60, 'T-1', { requestId: 'r1' }),
    ]);
    expect(given(...asked()).when(s.approve(ada, 'r1'), TEN, s.strictest)).toStrictEqual([
      denied('GrantSupportAccess', 'TICKET_REQUIRED', ada, TEN),
    ]);
  });

  it('holds logins to that ticket, as L3 does', () => {
    const history = [described(), granted('g1', NINE, 180, 'T-1')];
    expect(given(...history).when(s.login(), TEN, s.strictest)).toMatchObject([
      { data: { code: 'TICKET_REQUIRED' } },
    ]);
    expect(given(...history).when(s.login({ ticketId: 'T-2' }), TEN, s.strictest)).toMatchObject([
      { data: { code: 'TICKET_REQUIRED' } },
    ]);
    expect(given(...history).when(s.login({ ticketId: 'T-1' }), TEN, s.strictest)).toMatchObject([
      { type: 'SupportLogin' },
    ]);
  });
});
