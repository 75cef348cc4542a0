import { toInstant } from '../index.js';
import * as s from './scenario.js';
import {
  ada,
  approve,
  bob,
  denied,
  described,
  given,
  grace,
  granted,
  mel,
  NEW_ID,
  NINE,
  requestClosed,
  requested,
} from './scenario.js';

const TEN = NINE + s.HOUR_MS;
const asked = requested('r1', grace, NINE, { durationMinutes: 90, ticketId: 'T-1' });
const history = [described(), asked];

const refusal = (code: Parameters<typeof denied>[1], at: number, more = {}) =>
  denied('GrantSupportAccess', code, ada, at, more);

describe('a grant that approves a request', () => {
  it('names it, and takes its length and its ticket', () => {
    expect(given(...history).when(approve(bob, 'r1'), TEN)).toStrictEqual([
      {
        type: 'SupportAccessGranted',
        data: {
          workspaceId: 'w',
          grantId: NEW_ID,
          grantedBy: bob,
          grantedAt: '2026-01-05T10:00:00.000Z',
          expiresAt: '2026-01-05T11:30:00.000Z',
          requestId: 'r1',
          ticketId: 'T-1',
        },
      },
    ]);
  });

  it('may last as long as the owner says, shorter or longer, and keeps the owner’s reason', () => {
    for (const durationMinutes of [1, 120])
      expect(
        given(...history).when(approve(ada, 'r1', { durationMinutes, reason: 'go on' }), TEN),
      ).toStrictEqual([granted(NEW_ID, TEN, durationMinutes, 'T-1', { requestId: 'r1', reason: 'go on' })]);
  });

  it('names no ticket if the request names none', () => {
    const plain = requested('r1', grace, NINE);
    expect(given(described(), plain).when(approve(ada, 'r1'), TEN)).toStrictEqual([
      granted(NEW_ID, TEN, 60, undefined, { requestId: 'r1' }),
    ]);
  });

  // The wire takes no ticket beside a request; the domain does not rely on that.
  it('names the ticket that was asked for, and no other', () => {
    expect(given(...history).when(approve(ada, 'r1', { ticketId: 'T-9' }), TEN)).toStrictEqual([
      granted(NEW_ID, TEN, 90, 'T-1', { requestId: 'r1' }),
    ]);
  });

  it('ends the request by that alone', () => {
    const events = given(...history).when(approve(ada, 'r1'), TEN);
    expect(s.fold([...history, ...events])).toMatchObject({ requests: [], grant: { status: 'active' } });
    expect(given(...history, ...events).when(s.decline('r1', ada), TEN)).toMatchObject([
      { data: { code: 'REQUEST_NOT_PENDING' } },
    ]);
  });

  it('is in time in the last millisecond of the request, and not at its end', () => {
    const end = NINE + 3 * s.DAY_MS;
    expect(given(...history).when(approve(ada, 'r1'), end - 1)).toMatchObject([
      { type: 'SupportAccessGranted' },
    ]);
    expect(given(...history).when(approve(ada, 'r1'), end)).toStrictEqual([
      requestClosed(asked, 'expired', end),
      refusal('REQUEST_NOT_PENDING', end, { requestId: 'r1' }),
    ]);
  });
});

describe('V1: a grant closes the requests that wait', () => {
  const first = requested('r0', { id: 'first' }, NINE);
  const last = requested('r2', mel, NINE + 1);
  const superseded = { grantId: NEW_ID };

  it('all but the one that it approves, by time, after itself', () => {
    expect(given(described(), first, asked, last).when(approve(ada, 'r1'), TEN)).toStrictEqual([
      granted(NEW_ID, TEN, 90, 'T-1', { requestId: 'r1' }),
      requestClosed(first, 'superseded', TEN, superseded),
      requestClosed(last, 'superseded', TEN, superseded),
    ]);
  });

  it('all of them, if it approves none', () => {
    expect(given(described(), asked, last).when(s.grant(ada), TEN)).toStrictEqual([
      granted(NEW_ID, TEN, 60),
      requestClosed(asked, 'superseded', TEN, superseded),
      requestClosed(last, 'superseded', TEN, superseded),
    ]);
  });

  it('none, when it is refused', () => {
    expect(given(...history).when(s.grant(s.stranger), TEN)).toMatchObject([
      { data: { code: 'NOT_WORKSPACE_OWNER' } },
    ]);
  });
});

describe('Q5: a grant does not approve', () => {
  it.each([
    ['a request that nobody made', history, 'r9'],
    ['one that was declined', [...history, requestClosed(asked, 'declined', NINE)], 'r1'],
    [
      'one that was approved',
      [...history, granted('g1', NINE, 60, 'T-1', { requestId: 'r1' }), s.ended('g1', 'revoked', NINE, TEN)],
      'r1',
    ],
    // No decision leaves such a request without its grant; a history that does is decided alike.
    ['one for an extension', [described(), requested('r1', grace, NINE, { grantId: 'g1' })], 'r1'],
  ])('%s', (_, before, requestId) => {
    expect(given(...before).when(approve(ada, requestId), TEN)).toStrictEqual([
      refusal('REQUEST_NOT_PENDING', TEN, { requestId }),
    ]);
  });

  it('one for an extension, while its grant is active: that is not what was asked', () => {
    const extension = requested('r1', grace, NINE, { grantId: 'g1' });
    const active = [described(), granted('g1', NINE, 180), extension];
    expect(given(...active).when(approve(ada, 'r1'), TEN)).toStrictEqual([
      refusal('REQUEST_NOT_PENDING', TEN, { requestId: 'r1' }),
    ]);
  });
});

// Each breaks two neighbouring checks at once, on a clock that is behind: T1 is the last of them. G5 and G7 cannot be broken together,
// since one needs an active grant and the other one that has ended.
describe('the order of an approval’s checks', () => {
  const policy = { ...s.strictest, maxConsecutiveGrants: 1 };
  const known = [described({ at: toInstant(TEN) }), requested('r1', grace, NINE)];
  const sso = described({ forcedSso: true });
  const active = granted('g1', NINE, 180);
  const over = s.ended('g1', 'revoked', TEN, NINE + 3 * s.HOUR_MS);
  const impersonated = { ...ada, sessionId: 's1' };

  it.each([
    ['G2 before G1', 'UNKNOWN_WORKSPACE', [], s.stranger, 'r9'],
    ['G1 before G6', 'NOT_WORKSPACE_OWNER', known, { ...s.stranger, sessionId: 's1' }, 'r9'],
    ['G6 before G3', 'IMPERSONATED', [...known, sso], impersonated, 'r9'],
    ['G3 before Q5', 'FORCED_SSO', [...known, sso], ada, 'r9'],
    ['Q5 before G5', 'REQUEST_NOT_PENDING', [...known, active], ada, 'r9'],
    ['G5 before G8', 'ALREADY_GRANTED', [...known, active], ada, 'r1'],
    ['Q5 before G7', 'REQUEST_NOT_PENDING', [...known, active, over], ada, 'r9'],
    ['G7 before G8', 'CONSECUTIVE_LIMIT', [...known, active, over], ada, 'r1'],
    ['G8 before T1', 'TICKET_REQUIRED', known, ada, 'r1'],
  ] as const)('%s', (_, code, before, actor, requestId) => {
    expect(given(...before).when(approve(actor, requestId), NINE, policy)).toMatchObject([
      { data: { code } },
    ]);
  });

  it('T1 at last', () => {
    const ticketed = requested('r2', mel, NINE, { ticketId: 'T-1' });
    expect(given(...known, ticketed).when(approve(ada, 'r2'), NINE, policy)).toStrictEqual([
      refusal('CLOCK_BEHIND', TEN),
    ]);
  });
});
