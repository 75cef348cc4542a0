import { SYSTEM, toInstant } from '../index.js';
import * as s from './scenario.js';
import {
  ada,
  closeTicket,
  denied,
  described,
  ended,
  given,
  granted,
  loggedIn,
  mel,
  NINE,
  requestClosed,
  requested,
  sessionEnded,
  ticketClosed,
} from './scenario.js';

const TEN = NINE + s.HOUR_MS;
const NOON = NINE + 3 * s.HOUR_MS;
const HALF_PAST = NINE + s.HOUR_MS / 2;

/** The first of them is over last. */
const one = loggedIn('s1', NINE, NOON, { ticketId: 'T-1' });
const two = loggedIn('s2', NINE + 1, NOON - 1, { ticketId: 'T-2', engineer: mel });
const three = loggedIn('s3', NINE + 2, NOON - 2);
const four = loggedIn('s4', NINE + 3, NOON - 3, { ticketId: 'T-1' });
const logins = [one, two, three, four];

/** The first of them waits longest. */
const requests = (grantId?: string) =>
  [...(['T-1', 'T-2', undefined, 'T-1'] as const).entries()].map(([i, ticketId]) =>
    requested(`r${i}`, { id: `e${i}` }, NINE + i, {
      requestExpiresAt: toInstant(NINE + s.DAY_MS - i),
      ...(ticketId !== undefined && { ticketId }),
      ...(grantId !== undefined && { grantId }),
    }),
  );

describe('K1: a closed ticket', () => {
  it.each([
    ['a service, which names nobody', {}, {}],
    ['somebody', { actor: ada }, { by: ada }],
    ['the vendor, with a reason', { actor: s.vendor, reason: 'solved' }, { by: s.vendor, reason: 'solved' }],
    ['a stranger, who closes as well', { actor: s.stranger }, { by: s.stranger }],
  ])('is recorded even when nothing names it, for %s', (_, said, recorded) => {
    expect(given(described()).when(closeTicket('T-1', said), TEN)).toStrictEqual([
      ticketClosed('T-1', TEN, recorded),
    ]);
  });

  it('is recorded again', () => {
    expect(given(described(), ticketClosed('T-1', NINE)).when(closeTicket('T-1'), TEN)).toStrictEqual([
      ticketClosed('T-1', TEN),
    ]);
  });

  it('G2 is refused for a workspace nobody described', () => {
    expect(given().when(closeTicket('T-1', { reason: 'solved' }), TEN)).toStrictEqual([
      denied('CloseTicket', 'UNKNOWN_WORKSPACE', SYSTEM, TEN, { ticketId: 'T-1', reason: 'solved' }),
    ]);
    expect(given().when(closeTicket('T-1', { actor: ada }), TEN)).toStrictEqual([
      denied('CloseTicket', 'UNKNOWN_WORKSPACE', ada, TEN, { ticketId: 'T-1' }),
    ]);
  });

  it('only closes, on a clock however far behind', () => {
    expect(given(described({ at: toInstant(TEN) })).when(closeTicket('T-1'), 0)).toStrictEqual([
      ticketClosed('T-1', TEN),
    ]);
  });
});

describe('K2: a closed ticket that the active grant names', () => {
  const history = [described(), granted('g1', NINE, 180, 'T-1')];

  it('ends the grant, in the same append and after itself', () => {
    expect(given(...history).when(closeTicket('T-1', { actor: ada, reason: 'solved' }), TEN)).toStrictEqual([
      ticketClosed('T-1', TEN, { by: ada, reason: 'solved' }),
      ended('g1', 'ticket-closed', TEN, NOON, { ticketId: 'T-1' }),
    ]);
  });

  it('ends all its sessions by login, whatever they name, and its requests by time', () => {
    const [first, second, third, fourth] = requests('g1') as Four;
    const before = [...history, ...logins, first, second, third, fourth];
    expect(given(...before).when(closeTicket('T-1'), HALF_PAST)).toStrictEqual([
      ticketClosed('T-1', HALF_PAST),
      ended('g1', 'ticket-closed', HALF_PAST, NOON, { ticketId: 'T-1' }),
      ...logins.map((each) => sessionEnded(each, 'ticket-closed', HALF_PAST, HALF_PAST)),
      requestClosed(first, 'ticket-closed', HALF_PAST),
      requestClosed(second, 'grant-ended', HALF_PAST, { grantId: 'g1' }),
      requestClosed(third, 'grant-ended', HALF_PAST, { grantId: 'g1' }),
      requestClosed(fourth, 'ticket-closed', HALF_PAST),
    ]);
  });

  it('ends the grant in its last millisecond, and at its end finds it expired', () => {
    expect(given(...history).when(closeTicket('T-1'), NOON - 1)).toStrictEqual([
      ticketClosed('T-1', NOON - 1),
      ended('g1', 'ticket-closed', NOON - 1, NOON, { ticketId: 'T-1' }),
    ]);
    expect(given(...history).when(closeTicket('T-1'), NOON)).toStrictEqual([
      ended('g1', 'expired', NOON, NOON),
      ticketClosed('T-1', NOON),
    ]);
  });

  it('ends no grant that is over', () => {
    const over = [...history, ended('g1', 'revoked', NINE, NOON)];
    expect(given(...over).when(closeTicket('T-1'), TEN)).toStrictEqual([ticketClosed('T-1', TEN)]);
  });

  it('tells a later login that there is no grant, not that it expired', () => {
    const closed = [...history, ...given(...history).when(closeTicket('T-1'), TEN)];
    expect(given(...closed).when(s.login(), NOON)).toMatchObject([{ data: { code: 'NO_ACTIVE_GRANT' } }]);
  });
});

describe('K2: a closed ticket that the active grant does not name', () => {
  it.each([
    ['another', 'T-3'],
    ['none', undefined],
  ])(
    'ends the sessions and the requests that name it, and leaves the grant, which names %s',
    (_, ticketId) => {
      const [first, second, third, fourth] = requests('g1') as Four;
      const history = [
        described(),
        granted('g1', NINE, 180, ticketId),
        ...logins,
        first,
        second,
        third,
        fourth,
      ];
      const events = given(...history).when(closeTicket('T-1'), HALF_PAST);
      expect(events).toStrictEqual([
        ticketClosed('T-1', HALF_PAST),
        sessionEnded(one, 'ticket-closed', HALF_PAST, HALF_PAST),
        sessionEnded(four, 'ticket-closed', HALF_PAST, HALF_PAST),
        requestClosed(first, 'ticket-closed', HALF_PAST),
        requestClosed(fourth, 'ticket-closed', HALF_PAST),
      ]);
      expect(s.fold([...history, ...events])).toMatchObject({
        grant: { status: 'active', grantId: 'g1' },
        sessions: [{ sessionId: 's2' }, { sessionId: 's3' }],
        requests: [{ requestId: 'r1' }, { requestId: 'r2' }],
      });
    },
  );

  it('ends no session that is over by its time', () => {
    const history = [described(), granted('g1', NINE, 240), one];
    expect(given(...history).when(closeTicket('T-1'), NOON)).toStrictEqual([
      sessionEnded(one, 'timed-out', NOON, NOON),
      ticketClosed('T-1', NOON),
    ]);
  });

  it('closes the requests for a new grant that name it, where there is none', () => {
    const [first, second, third, fourth] = requests() as Four;
    expect(given(described(), first, second, third, fourth).when(closeTicket('T-1'), TEN)).toStrictEqual([
      ticketClosed('T-1', TEN),
      requestClosed(first, 'ticket-closed', TEN),
      requestClosed(fourth, 'ticket-closed', TEN),
    ]);
  });
});

describe('K3: a closed ticket is not remembered', () => {
  it('a grant given later for the same ticket stands, and so does a request', () => {
    const closed = [described(), ticketClosed('T-1', NINE)];
    expect(given(...closed).when(s.grant(ada, { ticketId: 'T-1' }), TEN)).toStrictEqual([
      granted(s.NEW_ID, TEN, 60, 'T-1'),
    ]);
    expect(given(...closed).when(s.request({ ticketId: 'T-1' }), TEN)).toStrictEqual([
      requested(s.NEW_ID, s.grace, TEN, { ticketId: 'T-1' }),
    ]);
  });
});

type Request = ReturnType<typeof requested>;
type Four = [Request, Request, Request, Request];
