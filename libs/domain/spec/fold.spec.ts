// What the fold keeps of sessions, requests, extensions and grants in a row. The rest of it is in state.spec.ts.
import type { SupportAccessEvent } from '../index.js';
import { activeGrant } from '../index.js';
import * as s from './scenario.js';
import {
  described,
  ended,
  fold,
  granted,
  known,
  loggedIn,
  NINE,
  requestClosed,
  requested,
} from './scenario.js';

const TEN = NINE + s.HOUR_MS;
const asked = requested('r1', s.grace, NINE);

describe('the sessions of the fold', () => {
  const history = [described(), granted('g1', NINE, 180)];
  const first = loggedIn('s1', NINE, TEN);
  const second = loggedIn('s2', NINE, TEN + 1, { engineer: s.mel, ticketId: 'T-1' });
  const one = { sessionId: 's1', grantId: 'g1', engineer: s.grace, expiresAt: TEN };
  const other = { sessionId: 's2', grantId: 'g1', engineer: s.mel, expiresAt: TEN + 1, ticketId: 'T-1' };
  const sessionsAfter = (...more: SupportAccessEvent[]) => known(...history, ...more).sessions;

  it('are kept by login, past their time too: only an end that is recorded takes one away', () => {
    const third = loggedIn('s3', TEN + 1, TEN + s.HOUR_MS);
    expect(sessionsAfter(first, second)).toStrictEqual([one, other]);
    expect(sessionsAfter(first, second, third)).toMatchObject([one, other, { sessionId: 's3' }]);
    expect(sessionsAfter(first, second, s.sessionEnded(first, 'timed-out', TEN, TEN))).toStrictEqual([other]);
  });

  it('are not those of a grant that is not active', () => {
    expect(sessionsAfter(loggedIn('s4', NINE, TEN, { grantId: 'another' }))).toStrictEqual([]);
  });

  it.each([
    ['revoked', TEN - 1, 'grant-ended', TEN - 1],
    ['forced-sso', TEN - 1, 'grant-ended', TEN - 1],
    ['ticket-closed', TEN - 1, 'ticket-closed', TEN - 1],
    // Recorded late, over by its own time: ten o'clock here, as a session can end at the latest.
    ['expired', TEN + 5, 'grant-ended', TEN],
  ] as const)('are marked by the end of their grant, cause %s, when it was over', (cause, at, why, when) => {
    const ending = ended('g1', cause, at, TEN);
    expect(sessionsAfter(first, ending)).toStrictEqual([{ ...one, ended: { at: when, cause: why } }]);
  });

  it('are marked if they were live at that instant, and otherwise were over before', () => {
    const marked = (at: number) =>
      sessionsAfter(first, second, ended('g1', 'revoked', at, NINE + 3 * s.HOUR_MS)).map(
        (each) => each.ended,
      );
    expect(marked(TEN)).toStrictEqual([
      { at: TEN, cause: 'grant-ended' },
      { at: TEN, cause: 'grant-ended' },
    ]);
    expect(marked(TEN + 1)).toStrictEqual([undefined, { at: TEN + 1, cause: 'grant-ended' }]);
  });

  it('are kept across the next grant and an update, and are not marked again by the end of that', () => {
    const next = [
      ended('g1', 'revoked', TEN - 2, TEN),
      granted('g2', TEN - 2, 60),
      described(),
      ended('g2', 'ticket-closed', TEN - 1, TEN + s.HOUR_MS),
    ];
    expect(sessionsAfter(first, ...next)).toStrictEqual([
      { ...one, ended: { at: TEN - 2, cause: 'grant-ended' } },
    ]);
  });
});

describe('the requests of the fold', () => {
  const other = requested('r2', s.mel, TEN, { ticketId: 'T-1', grantId: 'g1', durationMinutes: 30 });
  const one = {
    requestId: 'r1',
    engineerId: 'grace',
    expiresAt: NINE + 3 * s.DAY_MS,
    durationMinutes: 60,
  };
  const two = {
    requestId: 'r2',
    engineerId: 'mel',
    expiresAt: TEN + 3 * s.DAY_MS,
    durationMinutes: 30,
    ticketId: 'T-1',
    grantId: 'g1',
  };
  const requestsAfter = (...more: SupportAccessEvent[]) => known(described(), asked, other, ...more).requests;

  it('are kept by time, with what their approval rests on, across updates', () => {
    expect(requestsAfter(described())).toStrictEqual([one, two]);
  });

  it.each([
    ['a close', [requestClosed(asked, 'declined', TEN)], [two]],
    ['a grant that names it', [granted('g1', TEN, 60, undefined, { requestId: 'r1' })], [two]],
    [
      'an extension that names it',
      [
        granted('g1', TEN, 60),
        s.extended('g1', 1, TEN, [TEN + s.HOUR_MS, TEN + s.DAY_MS], { requestId: 'r2' }),
      ],
      [one],
    ],
    ['a grant that names none', [granted('g1', TEN, 60)], [one, two]],
  ] as const)('are pending until %s', (_, more, left) => {
    expect(requestsAfter(...more)).toStrictEqual(left);
  });

  it('are remembered by time, answered or not: the last ten', () => {
    const times = Array.from({ length: 11 }, (_, hour) => NINE + hour * s.HOUR_MS);
    const ask = (at: number, i: number): SupportAccessEvent[] => {
      const event = requested(`r${i}`, s.grace, at);
      return [event, requestClosed(event, 'withdrawn', at)];
    };
    expect(known(described(), ...times.slice(0, 10).flatMap(ask)).recentRequests).toStrictEqual(
      times.slice(0, 10),
    );
    expect(known(described(), ...times.flatMap(ask), described()).recentRequests).toStrictEqual(
      times.slice(1),
    );
  });
});

describe('an extension in the fold', () => {
  const history = [described(), granted('g1', NINE, 60, 'T-1')];

  it('moves the end of its grant and is counted', () => {
    expect(known(...history).grant).toStrictEqual({
      status: 'active',
      grantId: 'g1',
      grantedBy: 'ada',
      grantedAt: NINE,
      expiresAt: TEN,
      ticketId: 'T-1',
      extensions: 0,
      consecutive: 1,
    });
    const extensions = [
      s.extended('g1', 1, NINE, [TEN, TEN + 1]),
      s.extended('g1', 2, NINE, [TEN + 1, TEN + 2]),
    ];
    expect(known(...history, ...extensions).grant).toMatchObject({ expiresAt: TEN + 2, extensions: 2 });
  });

  it('leaves another grant alone, and one that is over', () => {
    const stray = s.extended('g2', 1, NINE, [TEN, TEN + 1]);
    expect(known(...history, stray).grant).toMatchObject({ expiresAt: TEN, extensions: 0 });
    const over = [...history, ended('g1', 'revoked', NINE, TEN)];
    const late = s.extended('g1', 1, NINE, [TEN, TEN + 1]);
    expect(known(...over, late).grant).toMatchObject({ status: 'revoked', expiresAt: TEN });
  });

  it('may end seven days after its grant was given, and not a millisecond later', () => {
    const extension = (to: number) => [...history, s.extended('g1', 1, NINE, [TEN, to])];
    expect(known(...extension(NINE + 7 * s.DAY_MS)).grant).toMatchObject({ extensions: 1 });
    expect(() => fold(extension(NINE + 7 * s.DAY_MS + 1))).toThrow(
      expect.objectContaining({
        code: 'BROKEN_HISTORY',
        message:
          'grant g1 ends at 2026-01-12T09:00:00.001Z, more than 10080 minutes after 2026-01-05T09:00:00.000Z',
      }),
    );
  });
});

describe('grants in a row', () => {
  const first = [described(), granted('g1', NINE, 60), ended('g1', 'revoked', NINE + 1, TEN)];
  const consecutive = (...history: SupportAccessEvent[]) => activeGrant(fold(history))?.consecutive;

  it('begin with one', () => {
    expect(consecutive(described(), granted('g1', NINE, 60))).toBe(1);
  });

  it('are counted from the end of the one before, less than 24 hours ago', () => {
    const again = (at: number) => consecutive(...first, granted('g2', at, 60));
    expect(again(NINE + 1 + s.DAY_MS - 1)).toBe(2);
    expect(again(NINE + 1 + s.DAY_MS)).toBe(1);
  });

  it('count the end of an expired grant, not its record', () => {
    const expired = [described(), granted('g1', NINE, 60), ended('g1', 'expired', TEN + s.HOUR_MS, TEN)];
    expect(consecutive(...expired, granted('g2', TEN + s.DAY_MS - 1, 60))).toBe(2);
    expect(consecutive(...expired, granted('g2', TEN + s.DAY_MS, 60))).toBe(1);
  });

  it('go on', () => {
    const second = [granted('g2', TEN, 60), ended('g2', 'revoked', TEN + 1, TEN + s.HOUR_MS)];
    expect(consecutive(...first, ...second, granted('g3', TEN + s.HOUR_MS, 60))).toBe(3);
  });
});
