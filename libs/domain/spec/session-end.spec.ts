import { toInstant } from '../index.js';
import * as s from './scenario.js';
import {
  ada,
  bob,
  denied,
  described,
  endSession,
  given,
  grace,
  granted,
  loggedIn,
  mel,
  NINE,
  sessionEnded,
  stranger,
  vendor,
} from './scenario.js';

const TEN = NINE + s.HOUR_MS;
const NOON = NINE + 3 * s.HOUR_MS;
const session = loggedIn('s1', NINE, NOON - 1);
const other = loggedIn('s2', NINE, NOON - 1, { engineer: mel });
const active = [described(), granted('g1', NINE, 180), session, other];
const byGrace = { engineer: grace };

const refusal = (code: Parameters<typeof denied>[1], by = s.asking(grace), at = TEN, more = {}) => [
  denied('EndSupportSession', code, by, at, more),
];

describe('the end of a session', () => {
  it('by its engineer is a sign-out, of that session alone', () => {
    const events = given(...active).when(endSession('s1', byGrace), TEN);
    expect(events).toStrictEqual([
      sessionEnded(session, 'signed-out', TEN, TEN, { endedBy: s.asking(grace) }),
    ]);
    expect(s.fold([...active, ...events])).toMatchObject({
      grant: { status: 'active' },
      sessions: [{ sessionId: 's2' }],
    });
  });

  it.each([
    ['the owner who granted', ada],
    ['any other owner', bob],
    ['an owner acted for through a support session', { ...ada, sessionId: 's1' }],
    ['the vendor', vendor],
    ['the vendor under the engineer’s id', { id: 'grace', kind: 'vendor' as const }],
  ])('by %s closes it', (_, actor) => {
    expect(given(...active).when(endSession('s1', { actor }), TEN)).toStrictEqual([
      sessionEnded(session, 'closed', TEN, TEN, { endedBy: actor }),
    ]);
  });

  it.each([
    [byGrace, 'signed-out', s.asking(grace)],
    [{ actor: ada }, 'closed', ada],
  ] as const)('keeps its reason', (by, cause, endedBy) => {
    expect(given(...active).when(endSession('s1', by, 'done'), TEN)).toStrictEqual([
      sessionEnded(session, cause, TEN, TEN, { endedBy, reason: 'done' }),
    ]);
  });

  it('knows the engineer by the id, and records the name of the login', () => {
    const renamed = { id: 'grace', name: 'Grace Brewster' };
    expect(given(...active).when(endSession('s1', { engineer: renamed }), TEN)).toStrictEqual([
      sessionEnded(session, 'signed-out', TEN, TEN, { endedBy: s.asking(renamed) }),
    ]);
  });

  it('only closes, on a clock however far behind', () => {
    const later = described({ at: toInstant(TEN) });
    expect(given(...active, later).when(endSession('s1', byGrace), 0)).toStrictEqual([
      sessionEnded(session, 'signed-out', TEN, TEN, { endedBy: s.asking(grace) }),
    ]);
  });
});

describe('the end of a session is refused', () => {
  it('G2 for a workspace nobody described', () => {
    expect(given().when(endSession('s1', byGrace), TEN)).toStrictEqual(refusal('UNKNOWN_WORKSPACE'));
  });

  it.each([
    ['nobody granted', [described()]],
    ['nobody logged in by that', active.filter((event) => event !== session)],
    ['it was ended', [...active, sessionEnded(session, 'closed', NINE, NINE)]],
    ['its grant was ended', [...active, ...given(...active).when(s.revoke(ada), NINE)]],
  ])('S1 when %s', (_, history) => {
    expect(given(...history).when(endSession('s1', byGrace, 'done'), TEN)).toStrictEqual(
      refusal('NO_LIVE_SESSION', s.asking(grace), TEN, { sessionId: 's1', reason: 'done' }),
    );
  });

  it('S1 from the instant on at which it is over, which is recorded', () => {
    const end = NOON - 1;
    const alone = active.filter((event) => event !== other);
    expect(given(...alone).when(endSession('s1', byGrace), end - 1)).toMatchObject([
      { data: { cause: 'signed-out' } },
    ]);
    expect(given(...alone).when(endSession('s1', byGrace), end)).toStrictEqual([
      sessionEnded(session, 'timed-out', end, end),
      ...refusal('NO_LIVE_SESSION', s.asking(grace), end, { sessionId: 's1' }),
    ]);
  });

  it('S1 when it was under an earlier grant than the active one', () => {
    const end = s.ended('g1', 'revoked', NINE, NOON);
    const history = [described(), granted('g1', NINE, 180), session, end, granted('g2', NINE, 180)];
    expect(given(...history).when(endSession('s1', { actor: ada }), TEN)).toStrictEqual([
      sessionEnded(session, 'grant-ended', TEN, NINE),
      ...refusal('NO_LIVE_SESSION', ada, TEN, { sessionId: 's1' }),
    ]);
  });

  it('S2 to another engineer', () => {
    expect(given(...active).when(endSession('s1', { engineer: mel }), TEN)).toStrictEqual(
      refusal('NOT_SESSION_ENGINEER', s.asking(mel), TEN, { sessionId: 's1' }),
    );
  });

  it.each([
    ['a stranger', stranger],
    ['a user with the engineer’s id', { id: 'grace', kind: 'user' as const }],
  ])('S2 to %s', (_, actor) => {
    expect(given(...active).when(endSession('s1', { actor }), TEN)).toStrictEqual(
      refusal('NOT_WORKSPACE_OWNER', actor),
    );
  });

  it('S2 to an owner who has left', () => {
    const handedOver = described({ ownerIds: ['bob'] });
    expect(given(...active, handedOver).when(endSession('s1', { actor: ada }), TEN)).toStrictEqual(
      refusal('NOT_WORKSPACE_OWNER', ada),
    );
  });

  // Who does not own learns nothing of the sessions.
  it.each([
    ['G2 before an owner’s S2', 'UNKNOWN_WORKSPACE', 's9', { actor: stranger }, []],
    ['G2 before S1', 'UNKNOWN_WORKSPACE', 's9', { engineer: mel }, []],
    ['an owner’s S2 before S1', 'NOT_WORKSPACE_OWNER', 's9', { actor: stranger }, active],
    ['S1 before an engineer’s S2', 'NO_LIVE_SESSION', 's9', { engineer: mel }, active],
    ['S1 to an owner', 'NO_LIVE_SESSION', 's9', { actor: ada }, active],
    ['S1 to the vendor', 'NO_LIVE_SESSION', 's9', { actor: vendor }, active],
  ] as const)('%s', (_, code, sessionId, by, history) => {
    expect(given(...history).when(endSession(sessionId, by), TEN)).toMatchObject([{ data: { code } }]);
  });
});
