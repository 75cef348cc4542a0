import { MINUTE_MS, toInstant } from '../index.js';
import * as s from './scenario.js';
import {
  ada,
  bob,
  denied,
  described,
  extend,
  extended,
  given,
  grace,
  granted,
  mel,
  NINE,
  requestClosed,
  requested,
} from './scenario.js';

const TEN = NINE + s.HOUR_MS;
const NOON = NINE + 3 * s.HOUR_MS;
const LATEST = NINE + 7 * s.DAY_MS;
const active = [described(), granted('g1', NINE, 180)];
const asked = requested('r1', grace, NINE, { grantId: 'g1', durationMinutes: 90 });

const refusal = (code: Parameters<typeof denied>[1], by = ada, at = TEN, more = {}) => [
  denied('ExtendSupportAccess', code, by, at, { grantId: 'g1', ...more }),
];

describe('an extension', () => {
  it('is added to the end of the grant, whenever it comes', () => {
    for (const now of [NINE, TEN, NOON - 1])
      expect(given(...active).when(extend(ada, { additionalMinutes: 30 }), now)).toStrictEqual([
        {
          type: 'SupportAccessExtended',
          data: {
            workspaceId: 'w',
            grantId: 'g1',
            extension: 1,
            extendedBy: ada,
            at: toInstant(now),
            previousExpiresAt: '2026-01-05T12:00:00.000Z',
            expiresAt: '2026-01-05T12:30:00.000Z',
          },
        },
      ]);
  });

  it('may be given by an owner who did not grant, and keeps the reason', () => {
    const command = extend(bob, { additionalMinutes: 1, reason: 'nearly there' });
    expect(given(...active).when(command, TEN)).toStrictEqual([
      extended('g1', 1, TEN, [NOON, NOON + MINUTE_MS], { extendedBy: bob, reason: 'nearly there' }),
    ]);
  });

  it('is counted, and added to the one before', () => {
    const once = [...active, extended('g1', 1, TEN, [NOON, NOON + MINUTE_MS])];
    expect(given(...once).when(extend(ada, { additionalMinutes: 1 }), TEN)).toStrictEqual([
      extended('g1', 2, TEN, [NOON + MINUTE_MS, NOON + 2 * MINUTE_MS]),
    ]);
  });

  it('lets engineers in until the new end, and those who were in no longer than before', () => {
    const in1 = s.loggedIn('s1', NOON - 1, NOON);
    const events = [...active, in1, extended('g1', 1, NOON - 1, [NOON, NOON + s.HOUR_MS])];
    expect(given(...events).when(s.login(), NOON)).toMatchObject([
      { data: { sessionId: 's1', cause: 'timed-out', endedAt: toInstant(NOON) } },
      { type: 'SupportLogin', data: { sessionExpiresAt: toInstant(NOON + s.HOUR_MS) } },
    ]);
  });

  it('does not look at tickets', () => {
    expect(given(...active).when(extend(ada, { additionalMinutes: 1 }), TEN, s.strictest)).toMatchObject([
      { type: 'SupportAccessExtended' },
    ]);
  });
});

describe('an extension that approves a request', () => {
  it('names it and takes its length', () => {
    expect(given(...active, asked).when(extend(ada, { requestId: 'r1' }), TEN)).toStrictEqual([
      extended('g1', 1, TEN, [NOON, NOON + 90 * MINUTE_MS], { requestId: 'r1' }),
    ]);
  });

  it('may be as long as the owner says', () => {
    const command = extend(ada, { requestId: 'r1', additionalMinutes: 10 });
    expect(given(...active, asked).when(command, TEN)).toStrictEqual([
      extended('g1', 1, TEN, [NOON, NOON + 10 * MINUTE_MS], { requestId: 'r1' }),
    ]);
  });

  it('V1 closes the others, by time, after itself', () => {
    const first = requested('r0', mel, NINE, { grantId: 'g1' });
    const last = requested('r2', { id: 'last' }, NINE + 1, { grantId: 'g1' });
    const history = [...active, first, asked, last];
    expect(given(...history).when(extend(ada, { requestId: 'r1' }), TEN)).toStrictEqual([
      extended('g1', 1, TEN, [NOON, NOON + 90 * MINUTE_MS], { requestId: 'r1' }),
      requestClosed(first, 'superseded', TEN, { grantId: 'g1' }),
      requestClosed(last, 'superseded', TEN, { grantId: 'g1' }),
    ]);
  });

  it('V1 closes all of them, if it approves none', () => {
    expect(given(...active, asked).when(extend(ada, { additionalMinutes: 1 }), TEN)).toStrictEqual([
      extended('g1', 1, TEN, [NOON, NOON + MINUTE_MS]),
      requestClosed(asked, 'superseded', TEN, { grantId: 'g1' }),
    ]);
  });
});

describe('an extension is refused', () => {
  it('G2 for a workspace nobody described', () => {
    expect(given().when(extend(ada, { additionalMinutes: 1, reason: 'please' }), TEN)).toStrictEqual([
      denied('ExtendSupportAccess', 'UNKNOWN_WORKSPACE', ada, TEN, { reason: 'please' }),
    ]);
  });

  it.each([
    ['a stranger', s.stranger],
    ['the vendor', s.vendor],
    ['the vendor under an owner’s id', { id: 'ada', kind: 'vendor' as const }],
  ])('G1 to %s', (_, actor) => {
    expect(given(...active).when(extend(actor, { additionalMinutes: 1 }), TEN)).toStrictEqual([
      denied('ExtendSupportAccess', 'NOT_WORKSPACE_OWNER', actor, TEN),
    ]);
  });

  it('G6 to an owner acted for through a support session: no access renews itself', () => {
    const impersonated = { ...ada, sessionId: 's1' };
    expect(given(...active).when(extend(impersonated, { additionalMinutes: 1 }), TEN)).toStrictEqual([
      denied('ExtendSupportAccess', 'IMPERSONATED', impersonated, TEN),
    ]);
  });

  it.each([
    ['there is none', [described()]],
    ['another grant is', [described(), granted('g2', NINE, 180)]],
    ['it was revoked', [...active, s.ended('g1', 'revoked', NINE, NOON)]],
  ])('X1 when the grant that it names is not the active one: %s', (_, history) => {
    expect(given(...history).when(extend(ada, { additionalMinutes: 1 }), TEN)).toStrictEqual(
      refusal('NO_ACTIVE_GRANT'),
    );
  });

  it('X1 at the end of the grant: what is over is not prolonged', () => {
    expect(given(...active).when(extend(ada, { additionalMinutes: 1 }), NOON)).toStrictEqual([
      s.ended('g1', 'expired', NOON, NOON),
      ...refusal('NO_ACTIVE_GRANT', ada, NOON),
    ]);
  });

  it.each([
    ['that nobody made', [...active, asked], 'r9'],
    ['that was withdrawn', [...active, asked, requestClosed(asked, 'withdrawn', NINE)], 'r1'],
    // No decision leaves such requests beside an active grant; histories that do are decided alike.
    ['for a new grant', [...active, requested('r1', grace, NINE)], 'r1'],
    ['for another grant', [...active, requested('r1', grace, NINE, { grantId: 'g0' })], 'r1'],
  ])('Q5 when it approves a request %s', (_, history, requestId) => {
    expect(given(...history).when(extend(ada, { requestId }), TEN)).toStrictEqual([
      denied('ExtendSupportAccess', 'REQUEST_NOT_PENDING', ada, TEN, { requestId }),
    ]);
  });

  it('X2 past seven days from the grant, and says the latest end', () => {
    const room = 10_080 - 180;
    expect(given(...active).when(extend(ada, { additionalMinutes: room }), TEN)).toStrictEqual([
      extended('g1', 1, TEN, [NOON, LATEST]),
    ]);
    expect(given(...active).when(extend(ada, { additionalMinutes: room + 1 }), TEN)).toStrictEqual(
      refusal('EXTENSION_LIMIT', ada, TEN, { latestExpiresAt: toInstant(LATEST) }),
    );
  });

  it('X2 by the length of the request', () => {
    const long = requested('r1', grace, NINE, { grantId: 'g1', durationMinutes: 10_080 });
    expect(given(...active, long).when(extend(ada, { requestId: 'r1' }), TEN)).toStrictEqual(
      refusal('EXTENSION_LIMIT', ada, TEN, { latestExpiresAt: toInstant(LATEST) }),
    );
  });

  const times = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      extended('g1', i + 1, NINE, [NOON + i * MINUTE_MS, NOON + (i + 1) * MINUTE_MS]),
    );

  it.each([
    [3, 2],
    [1, 0],
  ])('X3 no more often than %i times, but after %i', (maxExtensions, before) => {
    const policy = { ...s.lax, maxExtensions };
    const history = [...active, ...times(before)];
    const end = NOON + before * MINUTE_MS;
    expect(given(...history).when(extend(ada, { additionalMinutes: 1 }), TEN, policy)).toStrictEqual([
      extended('g1', before + 1, TEN, [end, end + MINUTE_MS]),
    ]);
  });

  // No end would be early enough, so none is told.
  it.each([
    [3, 3],
    [1, 1],
    [0, 0],
    [1, 2],
  ])('X3 more often than %i times, after %i', (maxExtensions, before) => {
    const policy = { ...s.lax, maxExtensions };
    const history = [...active, ...times(before)];
    expect(given(...history).when(extend(ada, { additionalMinutes: 1 }), TEN, policy)).toStrictEqual(
      refusal('EXTENSION_LIMIT'),
    );
  });

  it('X3 three times unless the policy says otherwise, and anew for the next grant', () => {
    const history = [...active, ...times(3)];
    const command = extend(ada, { additionalMinutes: 1 });
    expect(given(...active, ...times(2)).when(command, TEN)).toMatchObject([{ data: { extension: 3 } }]);
    expect(given(...history).when(command, TEN)).toStrictEqual(refusal('EXTENSION_LIMIT'));
    const next = [...history, s.ended('g1', 'revoked', TEN, NOON), granted('g2', TEN, 60)];
    expect(given(...next).when(extend(ada, { grantId: 'g2', additionalMinutes: 1 }), TEN)).toMatchObject([
      { data: { extension: 1 } },
    ]);
  });

  // Each breaks two neighbouring checks at once, on a clock that is behind: T1 is the last of them.
  describe('in the order', () => {
    const policy = { ...s.lax, maxExtensions: 1 };
    const known = [described({ at: toInstant(TEN) })];
    const open = [...known, granted('g1', NINE, 180)];
    const once = [...open, extended('g1', 1, NINE, [NOON, NOON + MINUTE_MS])];
    const impersonated = { ...ada, sessionId: 's1' };
    const long = { additionalMinutes: 10_080 };

    it.each([
      ['G2 before G1', 'UNKNOWN_WORKSPACE', [], s.stranger, {}],
      ['G1 before G6', 'NOT_WORKSPACE_OWNER', open, { ...s.stranger, sessionId: 's1' }, {}],
      ['G6 before X1', 'IMPERSONATED', known, impersonated, {}],
      ['X1 before Q5', 'NO_ACTIVE_GRANT', known, ada, { requestId: 'r9' }],
      ['Q5 before X2', 'REQUEST_NOT_PENDING', open, ada, { requestId: 'r9', ...long }],
      ['Q5 before X3', 'REQUEST_NOT_PENDING', once, ada, { requestId: 'r9', additionalMinutes: 1 }],
      ['X2 before T1', 'EXTENSION_LIMIT', open, ada, long],
      ['X3 before T1', 'EXTENSION_LIMIT', once, ada, { additionalMinutes: 1 }],
    ] as const)('%s', (_, code, history, actor, changed) => {
      expect(given(...history).when(extend(actor, changed), NINE, policy)).toMatchObject([
        { data: { code } },
      ]);
    });

    it('X2 before X3, which says no latest end', () => {
      expect(given(...once).when(extend(ada, long), NINE, policy)).toStrictEqual(
        refusal('EXTENSION_LIMIT', ada, TEN, { latestExpiresAt: toInstant(LATEST) }),
      );
    });

    it('T1 at last', () => {
      expect(given(...open).when(extend(ada, { additionalMinutes: 1 }), NINE, policy)).toStrictEqual(
        refusal('CLOCK_BEHIND'),
      );
    });
  });
});
