// E2 in the logs of releases before 0.2, which recorded no ends of sessions and knew no limit of them.
import type { SupportAccessEvent } from '../index.js';
import { MINUTE_MS, toInstant } from '../index.js';
import * as s from './scenario.js';
import {
  ada,
  described,
  ended,
  given,
  granted,
  loggedIn,
  mel,
  NINE,
  sessionEnded,
  update,
} from './scenario.js';

const TEN = NINE + s.HOUR_MS;
const NOON = NINE + 3 * s.HOUR_MS;
const now = NOON + s.HOUR_MS;
const active = [described(), granted('g1', NINE, 180)];
const updated = (at: number) => described({ at: toInstant(at) });

describe('a log of an old release', () => {
  const QUARTER_PAST = TEN + 15 * MINUTE_MS;
  const over = loggedIn('s1', NINE, TEN);
  const live = loggedIn('s2', NINE + 1, TEN + 30 * MINUTE_MS, { engineer: mel });
  const old = (cause: 'revoked' | 'forced-sso') => [
    ...active,
    live,
    over,
    ended('g1', cause, QUARTER_PAST, NOON),
  ];
  const ends = [
    sessionEnded(over, 'timed-out', now, TEN),
    sessionEnded(live, 'grant-ended', now, QUARTER_PAST),
  ];

  it.each(['revoked', 'forced-sso'] as const)(
    'gets the ends of its sessions recorded late, as they were, by any command: %s',
    (cause) => {
      const history = old(cause);
      expect(given(...history).when(update(), now)).toStrictEqual([...ends, updated(now)]);
      expect(
        given(...history)
          .when(s.login(), now)
          .slice(0, -1),
      ).toStrictEqual(ends);
      expect(given(...history).when(s.expireSession('s1'), now)).toStrictEqual(ends);
      expect(given(...history).when(s.expireSession('s2'), now)).toStrictEqual(ends);
      expect(given(...history).when(s.expire('g1'), now)).toStrictEqual([]);
      expect(given(...history).when(s.expireSession('s9'), now)).toStrictEqual([]);
    },
  );

  it('gets them recorded as soon as the grant ended, which is before their own time', () => {
    expect(given(...old('revoked')).when(s.expireSession('s2'), QUARTER_PAST)).toStrictEqual([
      sessionEnded(over, 'timed-out', QUARTER_PAST, TEN),
      sessionEnded(live, 'grant-ended', QUARTER_PAST, QUARTER_PAST),
    ]);
  });

  it('gets the end of an expired grant for its sessions, not that of the record', () => {
    const equal = loggedIn('s2', NINE, NOON);
    const history = [...active, over, equal, ended('g1', 'expired', NOON + MINUTE_MS, NOON)];
    expect(given(...history).when(update(), now)).toStrictEqual([
      sessionEnded(over, 'timed-out', now, TEN),
      sessionEnded(equal, 'grant-ended', now, NOON),
      updated(now),
    ]);
  });

  it('calls a session over at the instant of the revocation ended by it', () => {
    const equal = loggedIn('s2', NINE, QUARTER_PAST);
    const before = loggedIn('s3', NINE, QUARTER_PAST - 1);
    const history = [...active, equal, before, ended('g1', 'revoked', QUARTER_PAST, NOON)];
    expect(given(...history).when(s.expireSession('s2'), now)).toStrictEqual([
      sessionEnded(before, 'timed-out', now, QUARTER_PAST - 1),
      sessionEnded(equal, 'grant-ended', now, QUARTER_PAST),
    ]);
  });

  it('gets them in order under several grants, and keeps the sessions of the active one', () => {
    const next = loggedIn('s3', QUARTER_PAST, QUARTER_PAST + MINUTE_MS, { grantId: 'g2' });
    const open = loggedIn('s4', QUARTER_PAST, now + 1, { grantId: 'g2' });
    const history = [...old('revoked'), granted('g2', QUARTER_PAST, 300), next, open];
    const events = given(...history).when(update(), now);
    expect(events).toStrictEqual([
      ...ends,
      sessionEnded(next, 'timed-out', now, QUARTER_PAST + MINUTE_MS),
      updated(now),
    ]);
    expect(s.fold([...history, ...events])).toMatchObject({ sessions: [{ sessionId: 's4' }] });
  });

  it('gets the end of an earlier grant for a session that would have outlived the next one', () => {
    const outlived = loggedIn('s1', NINE, NOON);
    const history = [...active, outlived, ended('g1', 'revoked', TEN, NOON), granted('g2', TEN, 30)];
    const end = TEN + 30 * MINUTE_MS;
    expect(given(...history).when(update(), now)).toStrictEqual([
      sessionEnded(outlived, 'grant-ended', now, TEN),
      ended('g2', 'expired', now, end),
      updated(now),
    ]);
    expect(given(...history).when(s.revoke(ada), TEN)).toStrictEqual([
      sessionEnded(outlived, 'grant-ended', TEN, TEN),
      ended('g2', 'revoked', TEN, end),
    ]);
  });

  it('gets each end once', () => {
    const history = [...old('revoked'), ...ends];
    expect(given(...history).when(s.expireSession('s2'), now)).toStrictEqual([]);
    expect(given(...history).when(update(), now)).toStrictEqual([updated(now)]);
  });
});

describe('more ends of sessions than one append takes', () => {
  /** So many logins, the first over last. */
  const logins = (count: number, from: number, name = 's') =>
    Array.from({ length: count }, (_, i) => loggedIn(`${name}${i}`, NINE, from - i));
  const timedOut = (each: ReturnType<typeof loggedIn>): SupportAccessEvent =>
    sessionEnded(each, 'timed-out', now, Date.parse(each.data.sessionExpiresAt));
  const withGrant = (each: ReturnType<typeof loggedIn>): SupportAccessEvent =>
    sessionEnded(each, 'grant-ended', now, NOON);
  const idsOf = (events: SupportAccessEvent[]) =>
    events.flatMap((event) => (event.type === 'SupportSessionEnded' ? [event.data.sessionId] : []));

  const many = logins(150, TEN);
  const history = [described(), granted('g1', NINE, 1440), ...many];
  const byEnd = many.toReversed();

  it('are recorded a hundred at a time, the earliest first', () => {
    const first = given(...history).when(update(), now);
    expect(first).toStrictEqual([...byEnd.slice(0, 100).map(timedOut), updated(now)]);
    expect(given(...history, ...first).when(update(), now)).toStrictEqual([
      ...byEnd.slice(100).map(timedOut),
      updated(now),
    ]);
  });

  it('are all recorded, if they are a hundred', () => {
    const hundred = [described(), granted('g1', NINE, 1440), ...byEnd.slice(0, 100)];
    expect(given(...hundred).when(s.expireSession('s149'), now)).toStrictEqual(
      byEnd.slice(0, 100).map(timedOut),
    );
  });

  it('have the one among them that an expiry names', () => {
    expect(given(...history).when(s.expireSession('s50'), now)).toStrictEqual(
      byEnd.slice(0, 100).map(timedOut),
    );
    expect(given(...history).when(s.expireSession('s49'), now)).toStrictEqual(
      [...byEnd.slice(0, 99), many[49]!].map(timedOut),
    );
    expect(given(...history).when(s.expireSession('s0'), now)).toStrictEqual(
      [...byEnd.slice(0, 99), many[0]!].map(timedOut),
    );
  });

  it('are a hundred also with the end of the grant, which is not put off', () => {
    const together = Array.from({ length: 60 }, (_, i) => loggedIn(`e${i}`, NINE, NOON));
    const mixed = [...active, ...together, ...logins(60, TEN)];
    const past = logins(60, TEN).toReversed().map(timedOut);
    const first = given(...mixed).when(s.expire('g1'), now);
    expect(first).toStrictEqual([
      ...past,
      ended('g1', 'expired', now, NOON),
      ...together.slice(0, 40).map(withGrant),
    ]);
    expect(given(...mixed, ...first).when(update(), now)).toStrictEqual([
      ...together.slice(40).map(withGrant),
      updated(now),
    ]);
    expect(given(...mixed).when(s.expireSession('e59'), now)).toStrictEqual([
      ...past,
      ended('g1', 'expired', now, NOON),
      ...together.slice(0, 39).map(withGrant),
      withGrant(together[59]!),
    ]);
  });

  it('have the one among them that an expiry names and that ended with its grant', () => {
    const live = Array.from({ length: 150 }, (_, i) => loggedIn(`e${i}`, NINE, NOON));
    const events = given(...active, ...live).when(s.expireSession('e149'), now);
    expect(events[0]).toStrictEqual(ended('g1', 'expired', now, NOON));
    expect(idsOf(events)).toHaveLength(100);
    expect(idsOf(events)).toContain('e149');
  });

  it.each([
    ['a revocation', s.revoke(ada), ended('g1', 'revoked', TEN, NOON)],
    ['forced single sign-on', update({ forcedSso: true }), ended('g1', 'forced-sso', TEN, NOON)],
  ])('are a hundred with what %s ends, and access is over all the same', (_, command, end) => {
    const live = Array.from({ length: 110 }, (_, i) => loggedIn(`l${i}`, NINE, NOON));
    const before = [...active, ...live, ...logins(30, TEN)];
    const first = given(...before).when(command, TEN);
    expect(first).toContainEqual(end);
    expect(idsOf(first)).toHaveLength(100);
    expect(idsOf(first).slice(0, 30)).toStrictEqual(idsOf(logins(30, TEN).toReversed().map(timedOut)));
    expect(given(...before, ...first).when(s.endSession('l109', { actor: ada }), TEN)).toStrictEqual([
      ...live.slice(70).map((each) => sessionEnded(each, 'grant-ended', TEN, TEN)),
      s.denied('EndSupportSession', 'NO_LIVE_SESSION', ada, TEN, { sessionId: 'l109' }),
    ]);
  });
});
