import { MAX_LIVE_SESSIONS, MINUTE_MS, toInstant } from '../index.js';
import * as s from './scenario.js';
import { denied, described, ended, given, grace, granted, login, NEW_ID, NINE } from './scenario.js';

const TEN = NINE + s.HOUR_MS;
const NOON = NINE + 3 * s.HOUR_MS;
const active = [described(), granted('g1', NINE, 180)];
const engineer = { ...grace, kind: 'engineer' as const };

const refusal = (code: Parameters<typeof denied>[1], at: number, more = {}) =>
  denied('RecordSupportLogin', code, engineer, at, more);

describe('a login', () => {
  it('is recorded under the active grant, with a session of its own', () => {
    expect(given(...active).when(login(), TEN)).toStrictEqual([
      {
        type: 'SupportLogin',
        data: {
          workspaceId: 'w',
          grantId: 'g1',
          sessionId: NEW_ID,
          engineer: grace,
          at: toInstant(TEN),
          sessionExpiresAt: toInstant(TEN + 60 * MINUTE_MS),
        },
      },
    ]);
  });

  it('keeps everything that it says', () => {
    const said = { ticketId: 'T-7', reason: 'look', ipAddress: '192.0.2.7', userAgent: 'curl/8' };
    expect(given(...active).when(login(said), TEN)).toMatchObject([{ type: 'SupportLogin', data: said }]);
  });

  it.each([
    ['the policy’s length', NOON - 61 * MINUTE_MS, NOON - MINUTE_MS],
    ['both at once', NOON - 60 * MINUTE_MS, NOON],
    ['the grant’s end', NOON - 59 * MINUTE_MS, NOON],
    ['the grant’s end, a millisecond away', NOON - 1, NOON],
  ])('opens a session that is over at whichever comes first: %s', (_, now, end) => {
    expect(given(...active).when(login(), now)).toMatchObject([
      { data: { sessionExpiresAt: toInstant(end) } },
    ]);
  });

  it('may come again and again', () => {
    const first = given(...active).when(login(), TEN);
    expect(given(...active, ...first).when(login(), TEN + 1)).toMatchObject([{ type: 'SupportLogin' }]);
  });
});

describe('a login is refused', () => {
  it('G2 for a workspace nobody described', () => {
    expect(given().when(login(), TEN)).toStrictEqual([refusal('UNKNOWN_WORKSPACE', TEN)]);
  });

  it('L1 when nobody granted', () => {
    expect(given(described()).when(login(), TEN)).toStrictEqual([refusal('NO_ACTIVE_GRANT', TEN)]);
  });

  it.each(['revoked', 'forced-sso', 'ticket-closed'] as const)(
    'L1 when the grant was ended otherwise: %s',
    (cause) => {
      const end = ended('g1', cause, TEN, NOON);
      expect(given(...active, end).when(login(), TEN)).toStrictEqual([refusal('NO_ACTIVE_GRANT', TEN)]);
    },
  );

  it('L1 even after the end that a revoked grant would have had', () => {
    const end = ended('g1', 'revoked', TEN, NOON);
    expect(given(...active, end).when(login(), NOON + 1)).toMatchObject([
      { data: { code: 'NO_ACTIVE_GRANT' } },
    ]);
  });

  it('with what the engineer said kept as evidence', () => {
    const said = { ticketId: 'T-7', reason: 'look', ipAddress: '192.0.2.7', userAgent: 'curl/8' };
    expect(given(described()).when(login(said), TEN)).toStrictEqual([refusal('NO_ACTIVE_GRANT', TEN, said)]);
  });
});

describe('L2: a login at the end of the grant', () => {
  const detail = { grantId: 'g1', expiresAt: toInstant(NOON) };

  it('is let in during the last millisecond', () => {
    expect(given(...active).when(login(), NOON - 1)).toMatchObject([{ type: 'SupportLogin' }]);
  });

  it.each([
    ['at the instant', NOON],
    ['after it', NOON + 1],
  ])('is refused as expired and records the expiry that nobody recorded, %s', (_, now) => {
    expect(given(...active).when(login(), now)).toStrictEqual([
      ended('g1', 'expired', now, NOON),
      refusal('ACCESS_EXPIRED', now, detail),
    ]);
  });

  it('is refused as expired, and nothing else, once the expiry is recorded', () => {
    const history = [...active, ended('g1', 'expired', NOON, NOON)];
    expect(given(...history).when(login(), NOON + s.DAY_MS)).toStrictEqual([
      refusal('ACCESS_EXPIRED', NOON + s.DAY_MS, detail),
    ]);
  });

  it('is let in by the next grant', () => {
    const history = [...active, ended('g1', 'expired', NOON, NOON), granted('g2', NOON, 60)];
    expect(given(...history).when(login(), NOON)).toMatchObject([{ data: { grantId: 'g2' } }]);
  });

  it('is refused for want of a grant when the next one was revoked', () => {
    const history = [
      ...active,
      ended('g1', 'expired', NOON, NOON),
      granted('g2', NOON, 60),
      ended('g2', 'revoked', NOON, NOON + s.HOUR_MS),
    ];
    expect(given(...history).when(login(), NOON)).toMatchObject([{ data: { code: 'NO_ACTIVE_GRANT' } }]);
  });
});

describe('L3: tickets', () => {
  const ADMITTED = 'SupportLogin';
  const REFUSED = 'TICKET_REQUIRED';

  it.each([
    // required, the grant's, the login's, what comes of it
    [true, 'T-1', 'T-1', ADMITTED],
    [true, 'T-1', 'T-2', REFUSED],
    [true, 'T-1', undefined, REFUSED],
    [true, undefined, 'T-2', ADMITTED],
    [true, undefined, undefined, REFUSED],
    [false, 'T-1', 'T-1', ADMITTED],
    [false, 'T-1', 'T-2', ADMITTED],
    [false, 'T-1', undefined, ADMITTED],
    [false, undefined, 'T-2', ADMITTED],
    [false, undefined, undefined, ADMITTED],
  ])('required %s, the grant names %s, the login carries %s: %s', (required, granting, carried, outcome) => {
    const history = [described(), granted('g1', NINE, 180, granting)];
    const command = login(carried === undefined ? {} : { ticketId: carried });
    const [event] = given(...history).when(command, TEN, required ? s.strict : s.lax);
    expect(event).toMatchObject(
      outcome === ADMITTED
        ? { type: ADMITTED, data: { grantId: 'g1' } }
        : { type: 'SupportAccessDenied', data: { code: REFUSED, grantId: 'g1' } },
    );
  });

  it('a refusal keeps the ticket that was offered', () => {
    const history = [described(), granted('g1', NINE, 180, 'T-1')];
    expect(given(...history).when(login({ ticketId: 'T-2' }), TEN, s.strict)).toStrictEqual([
      refusal('TICKET_REQUIRED', TEN, { grantId: 'g1', ticketId: 'T-2' }),
    ]);
  });
});

describe('L4: live sessions', () => {
  const logins = (count: number, until = NOON) =>
    Array.from({ length: count }, (_, i) => s.loggedIn(`s${i}`, NINE + i, until));

  it('are a hundred at most under a grant', () => {
    expect(MAX_LIVE_SESSIONS).toBe(100);
    expect(given(...active, ...logins(99)).when(login(), TEN)).toMatchObject([{ type: 'SupportLogin' }]);
    expect(given(...active, ...logins(100)).when(login({ reason: 'look' }), TEN)).toStrictEqual([
      refusal('SESSION_LIMIT', TEN, { grantId: 'g1', reason: 'look' }),
    ]);
  });

  it('make room when one is over, or ended', () => {
    const hundred = logins(100, TEN + 1);
    expect(given(...active, ...hundred).when(login(), TEN)).toMatchObject([
      { data: { code: 'SESSION_LIMIT' } },
    ]);
    expect(
      given(...active, ...hundred)
        .when(login(), TEN + 1)
        .at(-1),
    ).toMatchObject({
      type: 'SupportLogin',
    });
    const ended = s.sessionEnded(hundred[50]!, 'closed', TEN, TEN);
    expect(given(...active, ...hundred, ended).when(login(), TEN)).toMatchObject([{ type: 'SupportLogin' }]);
  });

  // A log of an old release, of which one append records only a part.
  it('are not those that are over, however many of them are unrecorded', () => {
    const over = [...active, ...logins(300, TEN)];
    expect(
      given(...over)
        .when(login(), TEN)
        .at(-1),
    ).toMatchObject({ type: 'SupportLogin' });
    const renewed = [...active, ...logins(300), ended('g1', 'revoked', TEN, NOON), granted('g2', TEN, 60)];
    expect(
      given(...renewed)
        .when(login(), TEN)
        .at(-1),
    ).toMatchObject({
      type: 'SupportLogin',
      data: { grantId: 'g2' },
    });
  });

  it.each([
    ['L3 before L4', 'TICKET_REQUIRED', undefined],
    ['L4 before T1', 'SESSION_LIMIT', 'T-1'],
  ])('%s', (_, code, ticketId) => {
    const later = described({ at: toInstant(TEN) });
    const command = login(ticketId === undefined ? {} : { ticketId });
    expect(given(...active, ...logins(100), later).when(command, NINE, s.strict)).toMatchObject([
      { data: { code } },
    ]);
  });
});

// Each breaks two neighbouring checks at once; L3 before T1 is among the clock's specs. An expired grant breaks L1 as well.
describe('the order of a login’s checks', () => {
  it.each([
    ['G2 before L1 and L3', 'UNKNOWN_WORKSPACE', []],
    ['L1 before L3', 'NO_ACTIVE_GRANT', [described()]],
    [
      'L2 before L3',
      'ACCESS_EXPIRED',
      [described(), granted('g1', NINE, 60), ended('g1', 'expired', TEN, TEN)],
    ],
  ] as const)('%s', (_, code, history) => {
    expect(given(...history).when(login(), TEN, s.strict)).toMatchObject([{ data: { code } }]);
  });
});
