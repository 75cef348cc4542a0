import type { Command, SupportAccessEvent } from '../index.js';
import { decide, evolve, happenedAt, initialState, streamOf, toInstant } from '../index.js';
import * as s from './scenario.js';
import { described, ended, fold, granted, NINE } from './scenario.js';

const TEN = NINE + s.HOUR_MS;

const loggedIn = (sessionId: string, grantId: string, at: number, until: number): SupportAccessEvent => ({
  type: 'SupportLogin',
  data: {
    workspaceId: 'w',
    grantId,
    sessionId,
    engineer: s.grace,
    at: toInstant(at),
    sessionExpiresAt: toInstant(until),
  },
});

describe('the fold', () => {
  it('starts from a workspace that nobody described', () => {
    expect(fold([])).toStrictEqual({ status: 'unknown', lastAt: 0 });
  });

  it('takes from an update what decisions need', () => {
    expect(fold([described({ name: 'Acme' })])).toStrictEqual({
      status: 'known',
      lastAt: NINE,
      tier: 'business',
      forcedSso: false,
      ownerIds: ['ada', 'bob'],
      grant: { status: 'none' },
    });
  });

  it('keeps a grant with its ticket, also past its end: it is deaf to the clock', () => {
    const history = [described(), granted('g1', NINE, 60, 'T-1'), described({ at: toInstant(TEN + 1) })];
    expect(fold(history)).toMatchObject({
      lastAt: TEN + 1,
      grant: { status: 'active', grantId: 'g1', expiresAt: TEN, ticketId: 'T-1' },
    });
  });

  it.each([
    ['revoked', { status: 'revoked', grantId: 'g1', expiresAt: TEN }],
    ['forced-sso', { status: 'revoked', grantId: 'g1', expiresAt: TEN }],
    ['expired', { status: 'expired', grantId: 'g1', expiresAt: TEN }],
  ] as const)('remembers of a grant that is over, cause %s, what a login must be told', (cause, grant) => {
    const history = [described(), granted('g1', NINE, 60, 'T-1'), ended('g1', cause, TEN, TEN)];
    expect(fold(history)).toMatchObject({ lastAt: TEN, grant });
  });

  it('ends no other grant than the one that is named', () => {
    const history = [described(), granted('g2', NINE, 120), ended('g1', 'expired', TEN, TEN)];
    expect(fold(history)).toMatchObject({ lastAt: TEN, grant: { status: 'active', grantId: 'g2' } });
  });

  it('keeps an expired grant across updates', () => {
    const history = [described(), granted('g1', NINE, 60), ended('g1', 'expired', TEN, TEN), described()];
    expect(fold(history)).toMatchObject({ lastAt: TEN, grant: { status: 'expired', grantId: 'g1' } });
  });

  it('notes the time of logins and refusals, also of an unknown workspace, and nothing else of them', () => {
    const refusal = s.denied('GrantSupportAccess', 'UNKNOWN_WORKSPACE', s.ada, TEN);
    expect(fold([refusal])).toStrictEqual({ status: 'unknown', lastAt: TEN });
    const history = [described(), granted('g1', NINE, 120)];
    const again = s.given(...history).when(s.grant(s.ada), TEN);
    expect(fold([...history, ...again])).toStrictEqual({ ...fold(history), lastAt: TEN });
  });

  it('keeps the sessions of the active grant, less those over by the newest login', () => {
    const history = [described(), granted('g1', NINE, 180)];
    const first = loggedIn('s1', 'g1', NINE, TEN);
    const second = loggedIn('s2', 'g1', TEN - 1, TEN + 1);
    const third = loggedIn('s3', 'g1', TEN, TEN + s.HOUR_MS);
    const sessionsOf = (...more: SupportAccessEvent[]) => {
      const state = fold([...history, ...more]);
      return state.status === 'known' && state.grant.status === 'active' && state.grant.sessions;
    };
    expect(sessionsOf(first, second)).toStrictEqual([
      { sessionId: 's1', engineerId: 'grace', expiresAt: TEN },
      { sessionId: 's2', engineerId: 'grace', expiresAt: TEN + 1 },
    ]);
    expect(sessionsOf(first, second, third)).toMatchObject([{ sessionId: 's2' }, { sessionId: 's3' }]);
    expect(sessionsOf(first, ended('g1', 'revoked', TEN, TEN), granted('g2', TEN, 60))).toEqual([]);
    expect(sessionsOf(loggedIn('s4', 'another', NINE, TEN))).toEqual([]);
  });

  // Read models have no row for it, and nobody could revoke it.
  it.each([undefined, '', {}, 'g\0'])('gives no access by a grant with the id %j', (grantId) => {
    const grant = granted('g1', NINE, 60);
    const forged = { ...grant, data: { ...grant.data, grantId } } as SupportAccessEvent;
    expect(() => fold([described(), forged])).toThrow('a grant has no id');
  });

  it.each([
    ['a millisecond more than seven days', 7 * s.DAY_MS + 1],
    ['many years', 73 * 365 * s.DAY_MS],
  ])('takes no grant for access whose stored end is %s after it was given', (_, ms) => {
    const grant = granted('g1', NINE, 10_080);
    Object.assign(grant.data, { expiresAt: toInstant(NINE + ms) });
    expect(() => fold([described(), grant])).toThrow(expect.objectContaining({ code: 'BROKEN_HISTORY' }));
  });

  it('takes no grant for access whose stored end is no time', () => {
    const grant = granted('g1', NINE, 60);
    Object.assign(grant.data, { expiresAt: 'tomorrow' });
    expect(() => fold([described(), grant])).toThrow(expect.objectContaining({ code: 'BROKEN_HISTORY' }));
    expect(fold([described(), granted('g1', NINE, 10_080)])).toMatchObject({ grant: { status: 'active' } });
  });

  it.each([
    ['a grant', granted('g1', NINE, 60)],
    ['the end of a grant', ended('g1', 'revoked', NINE, NINE)],
    ['a login', loggedIn('s1', 'g1', NINE, TEN)],
  ])('stops at %s in the stream of a workspace that nobody described', (_, event) => {
    expect(() => evolve(initialState, event)).toThrow(
      expect.objectContaining({
        code: 'BROKEN_HISTORY',
        message: `${event.type} in the stream of a workspace that nobody described`,
      }),
    );
  });

  it('stops at an event that it does not know', () => {
    const event = { type: 'SupportAccessExtended', data: { at: toInstant(NINE) } };
    expect(() => evolve(initialState, event as never)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_EVENT', type: 'SupportAccessExtended' }),
    );
  });
});

it('a command that no rule is written for is a mistake in the program', () => {
  const command = { type: 'ExtendSupportAccess', data: { workspaceId: 'w' } } as unknown as Command;
  expect(() => decide(command, initialState, { now: NINE, newId: s.NEW_ID, policy: s.lax })).toThrow(
    expect.objectContaining({ code: 'UNKNOWN_COMMAND', type: 'ExtendSupportAccess' }),
  );
});

it('a stream is named after its workspace', () => {
  expect(streamOf('acme')).toBe('supportAccess-acme');
});

it.each([
  [described(), NINE],
  [granted('g1', TEN, 60), TEN],
  [ended('g1', 'revoked', TEN, TEN), TEN],
] as [SupportAccessEvent, number][])('an event tells when it happened', (event, at) => {
  expect(happenedAt(event)).toBe(toInstant(at));
});
