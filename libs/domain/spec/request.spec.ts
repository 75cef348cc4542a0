import { MINUTE_MS, toInstant } from '../index.js';
import * as s from './scenario.js';
import {
  denied,
  described,
  given,
  grace,
  granted,
  mel,
  NEW_ID,
  NINE,
  request,
  requested,
} from './scenario.js';

const TEN = NINE + s.HOUR_MS;
const NOON = NINE + 3 * s.HOUR_MS;
const active = [described(), granted('g1', NINE, 180)];

const refusal = (code: Parameters<typeof denied>[1], at: number, more = {}) =>
  denied('RequestSupportAccess', code, s.asking(grace), at, { reason: 'export fails', ...more });

describe('a request', () => {
  it('waits for an answer, three days unless the policy says otherwise', () => {
    expect(given(described()).when(request(), TEN)).toStrictEqual([
      {
        type: 'SupportAccessRequested',
        data: {
          workspaceId: 'w',
          requestId: NEW_ID,
          requestedBy: { ...grace, kind: 'engineer' },
          at: '2026-01-05T10:00:00.000Z',
          requestExpiresAt: '2026-01-08T10:00:00.000Z',
          durationMinutes: 60,
          reason: 'export fails',
        },
      },
    ]);
    const brief = { ...s.lax, requestMinutes: 60 };
    expect(given(described()).when(request(), TEN, brief)).toMatchObject([
      { data: { requestExpiresAt: toInstant(TEN + 60 * MINUTE_MS) } },
    ]);
  });

  it('keeps everything that it says', () => {
    const said = { ticketId: 'T-7', durationMinutes: 5, ipAddress: '192.0.2.7', userAgent: 'curl/8' };
    expect(given(described()).when(request(said), TEN)).toMatchObject([{ data: said }]);
  });

  it('for an extension names the active grant', () => {
    expect(given(...active).when(request({ grantId: 'g1' }), TEN)).toStrictEqual([
      requested(NEW_ID, grace, TEN, { grantId: 'g1' }),
    ]);
  });

  it('opens nothing by itself', () => {
    const asked = given(described()).when(request(), TEN);
    expect(given(described(), ...asked).when(s.login(), TEN)).toMatchObject([
      { data: { code: 'NO_ACTIVE_GRANT' } },
    ]);
  });
});

describe('a request is refused', () => {
  it('G2 for a workspace nobody described', () => {
    expect(given().when(request(), TEN)).toStrictEqual([refusal('UNKNOWN_WORKSPACE', TEN)]);
  });

  it('G3 while single sign-on is forced', () => {
    const sso = described({ forcedSso: true });
    expect(given(sso).when(request(), TEN)).toStrictEqual([refusal('FORCED_SSO', TEN)]);
  });

  it('Q1 while a grant is active that it does not name, until the end of that', () => {
    const detail = { grantId: 'g1', expiresAt: toInstant(NOON) };
    expect(given(...active).when(request(), NOON - 1)).toStrictEqual([
      refusal('ALREADY_GRANTED', NOON - 1, detail),
    ]);
    expect(given(...active).when(request(), NOON)).toStrictEqual([
      s.ended('g1', 'expired', NOON, NOON),
      requested(NEW_ID, grace, NOON),
    ]);
  });

  it.each([
    ['no grant is active', [described()]],
    ['another one is', active],
    ['it is over', [described(), granted('g9', NINE, 60), s.ended('g9', 'revoked', NINE + 1, TEN)]],
  ])('Q1 when it names a grant and %s', (_, history) => {
    expect(given(...history).when(request({ grantId: 'g9' }), TEN)).toStrictEqual([
      refusal('NO_ACTIVE_GRANT', TEN, { grantId: 'g9' }),
    ]);
  });

  it('Q1 when it names the grant at its end', () => {
    expect(given(...active).when(request({ grantId: 'g1' }), NOON)).toStrictEqual([
      s.ended('g1', 'expired', NOON, NOON),
      refusal('NO_ACTIVE_GRANT', NOON, { grantId: 'g1' }),
    ]);
  });

  it('Q2 to an engineer whose request waits, for an extension too, and says which', () => {
    const first = requested('r1', grace, NINE);
    expect(given(described(), first).when(request(), TEN)).toStrictEqual([
      refusal('ALREADY_REQUESTED', TEN, { requestId: 'r1' }),
    ]);
    const extension = requested('r1', grace, NINE, { grantId: 'g1' });
    expect(given(...active, extension).when(request({ grantId: 'g1' }), TEN)).toStrictEqual([
      refusal('ALREADY_REQUESTED', TEN, { requestId: 'r1' }),
    ]);
  });

  it('Q2 until that request ends: another engineer may ask, and the same one once it is over', () => {
    const first = requested('r1', grace, NINE);
    expect(given(described(), first).when(request({ engineer: mel }), TEN)).toMatchObject([
      { type: 'SupportAccessRequested' },
    ]);
    const end = NINE + 3 * s.DAY_MS;
    expect(given(described(), first).when(request(), end - 1)).toMatchObject([
      { data: { code: 'ALREADY_REQUESTED' } },
    ]);
    expect(given(described(), first).when(request(), end)).toStrictEqual([
      s.requestClosed(first, 'expired', end),
      requested(NEW_ID, grace, end),
    ]);
  });

  it.each([
    // required, the request's, what comes of it
    [true, undefined, 'TICKET_REQUIRED'],
    ['grant', undefined, 'TICKET_REQUIRED'],
    [true, 'T-1', undefined],
    ['grant', 'T-1', undefined],
    [false, undefined, undefined],
  ] as const)('Q4 where tickets are required (%s) and it carries %s: %s', (requireTicket, ticketId, code) => {
    const command = request(ticketId === undefined ? {} : { ticketId });
    const events = given(described()).when(command, TEN, { ...s.lax, requireTicket });
    const accepted = requested(NEW_ID, grace, TEN, ticketId === undefined ? {} : { ticketId });
    expect(events).toStrictEqual([code === undefined ? accepted : refusal(code, TEN)]);
  });

  it('with what the engineer said kept as evidence', () => {
    const said = { ticketId: 'T-7', reason: 'look', ipAddress: '192.0.2.7', userAgent: 'curl/8' };
    expect(given().when(request(said), TEN)).toStrictEqual([refusal('UNKNOWN_WORKSPACE', TEN, said)]);
  });
});

// Each breaks two neighbouring checks at once, on a clock that is behind: T1 is the last of them.
describe('the order of a request’s checks', () => {
  const clock = NINE;
  const at = [described({ at: toInstant(TEN) })];
  const sso = [described({ forcedSso: true, at: toInstant(TEN) })];
  const waiting = (count: number) =>
    ['grace', 'b', 'c', 'd', 'e'].slice(0, count).map((id) => requested(`r-${id}`, { id }, NINE));
  const stranger = { id: 'stranger' };

  it.each([
    ['G2 before G3, which needs a workspace', 'UNKNOWN_WORKSPACE', [], { grantId: 'g9' }],
    ['G3 before Q1, an active grant', 'FORCED_SSO', [...sso, granted('g1', NINE, 180)], {}],
    ['G3 before Q1, a grant that is not there', 'FORCED_SSO', sso, { grantId: 'g9' }],
    [
      'Q1, an active grant, before Q2',
      'ALREADY_GRANTED',
      [...at, granted('g1', NINE, 180), ...waiting(1)],
      {},
    ],
    [
      'Q1, a grant that is not there, before Q2',
      'NO_ACTIVE_GRANT',
      [...at, ...waiting(1)],
      { grantId: 'g9' },
    ],
    ['Q2 before Q3', 'ALREADY_REQUESTED', [...at, ...waiting(5)], {}],
    ['Q3 before Q4', 'REQUEST_LIMIT', [...at, ...waiting(5)], { engineer: stranger }],
    ['Q4 before T1', 'TICKET_REQUIRED', [...at, ...waiting(4)], { engineer: stranger }],
  ] as const)('%s', (_, code, history, changed) => {
    expect(given(...history).when(request(changed), clock, s.strict)).toMatchObject([{ data: { code } }]);
  });

  it('T1 at last', () => {
    expect(given(...at).when(request({ ticketId: 'T-1' }), clock, s.strict)).toStrictEqual([
      refusal('CLOCK_BEHIND', TEN, { ticketId: 'T-1' }),
    ]);
  });
});
