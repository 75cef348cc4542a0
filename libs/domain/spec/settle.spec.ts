import type { Command } from '../index.js';
import { MINUTE_MS, toInstant } from '../index.js';
import * as s from './scenario.js';
import {
  ada,
  described,
  ended,
  given,
  grace,
  granted,
  loggedIn,
  mel,
  NINE,
  requestClosed,
  requested,
  sessionEnded,
  update,
} from './scenario.js';

// E2: any command first records what is over.

const TEN = NINE + s.HOUR_MS;
const NOON = NINE + 3 * s.HOUR_MS;
const active = [described(), granted('g1', NINE, 180)];
const updated = (at: number) => described({ at: toInstant(at) });

describe('sessions that are over', () => {
  const first = loggedIn('s1', NINE, TEN);
  const short = loggedIn('s2', NINE + 1, TEN - MINUTE_MS, { engineer: mel });
  const alike = loggedIn('s3', NINE + 2, TEN);
  const history = [...active, first, short, alike];

  it('are none in the last millisecond', () => {
    expect(given(...history).when(update(), TEN - MINUTE_MS - 1)).toStrictEqual([
      updated(TEN - MINUTE_MS - 1),
    ]);
  });

  it('are recorded from the instant on', () => {
    expect(given(...history).when(update(), TEN - MINUTE_MS)).toStrictEqual([
      sessionEnded(short, 'timed-out', TEN - MINUTE_MS, TEN - MINUTE_MS),
      updated(TEN - MINUTE_MS),
    ]);
  });

  it('are recorded in the order of their ends, of equal ends by login, each with its true end', () => {
    const now = TEN + 5;
    expect(given(...history).when(update(), now)).toStrictEqual([
      sessionEnded(short, 'timed-out', now, TEN - MINUTE_MS),
      sessionEnded(first, 'timed-out', now, TEN),
      sessionEnded(alike, 'timed-out', now, TEN),
      updated(now),
    ]);
  });

  it('are recorded once', () => {
    const before = [...history, ...given(...history).when(update(), TEN)];
    expect(given(...before).when(update(), TEN)).toStrictEqual([updated(TEN)]);
  });

  it('are those over by the stream’s time, on a clock that is behind it', () => {
    const later = updated(TEN);
    expect(given(...active, first, later).when(update(), NINE)).toStrictEqual([
      sessionEnded(first, 'timed-out', TEN, TEN),
      updated(TEN),
    ]);
  });
});

describe('a grant that is over', () => {
  const before = loggedIn('s1', NINE, NOON - 1);
  const equal = loggedIn('s2', NINE + 1, NOON, { engineer: mel });
  const equalToo = loggedIn('s3', NINE + 2, NOON);
  const history = [...active, equal, before, equalToo];

  it('is not in its last millisecond', () => {
    expect(given(...history).when(update(), NOON - 1)).toStrictEqual([
      sessionEnded(before, 'timed-out', NOON - 1, NOON - 1),
      updated(NOON - 1),
    ]);
  });

  it.each([
    ['at the instant', NOON],
    ['late', NOON + 5 * s.HOUR_MS],
  ])('ends the sessions over at that same instant, by login, after those over before it: %s', (_, now) => {
    expect(given(...history).when(update(), now)).toStrictEqual([
      sessionEnded(before, 'timed-out', now, NOON - 1),
      ended('g1', 'expired', now, NOON),
      sessionEnded(equal, 'grant-ended', now, NOON),
      sessionEnded(equalToo, 'grant-ended', now, NOON),
      updated(now),
    ]);
  });

  it('is told by its last end, extensions included, and ends no session over at the old one', () => {
    const end = NOON + s.HOUR_MS;
    const extended = s.extended('g1', 1, NINE, [NOON, end]);
    const longer = loggedIn('s4', NOON - 1, end);
    expect(given(...active, equal, extended, longer).when(update(), end)).toStrictEqual([
      sessionEnded(equal, 'timed-out', end, NOON),
      ended('g1', 'expired', end, end),
      sessionEnded(longer, 'grant-ended', end, end),
      updated(end),
    ]);
  });

  // No decision opens a session past its grant; a history that does is ended with the grant.
  it('ends a session that would be over later', () => {
    const longer = loggedIn('s4', NINE, NOON + 1);
    expect(given(...active, longer).when(update(), NOON)).toStrictEqual([
      ended('g1', 'expired', NOON, NOON),
      sessionEnded(longer, 'grant-ended', NOON, NOON),
      updated(NOON),
    ]);
  });

  it('closes its extension requests, less those over before it, which expired', () => {
    const until = (end: number) => ({ grantId: 'g1', requestExpiresAt: toInstant(end) });
    const later = requested('r1', grace, NINE, until(NOON + 1));
    const earlier = requested('r2', mel, NINE + 1, until(NOON - 1));
    const same = requested('r3', { id: 'third' }, NINE + 2, until(NOON));
    expect(given(...active, later, earlier, same).when(update(), NOON)).toStrictEqual([
      ended('g1', 'expired', NOON, NOON),
      requestClosed(later, 'grant-ended', NOON, { grantId: 'g1' }),
      requestClosed(same, 'grant-ended', NOON, { grantId: 'g1' }),
      requestClosed(earlier, 'expired', NOON),
      updated(NOON),
    ]);
  });
});

describe('requests that are over', () => {
  const until = (end: number) => ({ requestExpiresAt: toInstant(end) });
  const last = requested('r1', grace, NINE, until(TEN + 1));
  const first = requested('r2', mel, NINE, until(TEN));
  const alike = requested('r3', { id: 'third' }, NINE, until(TEN + 1));
  const history = [described(), last, first, alike];

  it('are none in the last millisecond', () => {
    expect(given(...history).when(update(), TEN - 1)).toStrictEqual([updated(TEN - 1)]);
  });

  it('are recorded from the instant on', () => {
    expect(given(...history).when(update(), TEN)).toStrictEqual([
      requestClosed(first, 'expired', TEN),
      updated(TEN),
    ]);
  });

  it('are recorded in the order of their ends, of equal ends by time', () => {
    const now = TEN + 5;
    expect(given(...history).when(update(), now)).toStrictEqual([
      requestClosed(first, 'expired', now),
      requestClosed(last, 'expired', now),
      requestClosed(alike, 'expired', now),
      updated(now),
    ]);
  });
});

describe('all of it in one append', () => {
  const early = loggedIn('s1', NINE, TEN);
  const late = loggedIn('s2', NINE + 1, NOON);
  const extension = requested('r1', grace, NINE, { grantId: 'g1' });
  const over = requested('r2', mel, NINE + 1, { grantId: 'g1', requestExpiresAt: toInstant(TEN) });
  const history = [...active, early, late, extension, over];
  const now = NOON + 1;
  const past = [
    sessionEnded(early, 'timed-out', now, TEN),
    ended('g1', 'expired', now, NOON),
    sessionEnded(late, 'grant-ended', now, NOON),
    requestClosed(extension, 'grant-ended', now, { grantId: 'g1' }),
    requestClosed(over, 'expired', now),
  ];

  it.each([
    ['WorkspaceUpdated', update()],
    ['SupportAccessRequested', s.request()],
    ['REQUEST_NOT_PENDING', s.withdraw('r1', { engineer: grace })],
    ['REQUEST_NOT_PENDING', s.decline('r1', ada)],
    ['SupportAccessGranted', s.grant(ada)],
    ['REQUEST_NOT_PENDING', s.approve(ada, 'r1')],
    ['NO_ACTIVE_GRANT', s.extend(ada, { requestId: 'r1' })],
    ['ACCESS_EXPIRED', s.login()],
    ['NO_LIVE_SESSION', s.endSession('s2', { engineer: grace })],
    ['NO_ACTIVE_GRANT', s.revoke(ada)],
    ['SupportTicketClosed', s.closeTicket('T-1')],
  ] as [string, Command][])(
    'comes before the command’s own event, which counts on it: %s',
    (own, command) => {
      const events = given(...history).when(command, now);
      expect(events.slice(0, -1)).toStrictEqual(past);
      const { type, data } = events.at(-1)!;
      expect(type === 'SupportAccessDenied' ? data.code : type).toBe(own);
    },
  );

  it.each([
    ['a grant', s.expire('g1')],
    ['a session', s.expireSession('s1')],
    ['a session of an expired grant', s.expireSession('s2')],
    ['a request', s.expireRequest('r2')],
    ['a request of an expired grant', s.expireRequest('r1')],
  ])('is all that an expiry records: %s', (_, command) => {
    expect(given(...history).when(command, now)).toStrictEqual(past);
  });

  it('is nothing in a workspace nobody described', () => {
    expect(given().when(s.login(), now)).toMatchObject([{ data: { code: 'UNKNOWN_WORKSPACE' } }]);
  });
});
