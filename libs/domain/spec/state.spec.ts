import type { Command, SupportAccessEvent } from '../index.js';
import { decide, evolve, happenedAt, initialState, streamOf, toInstant } from '../index.js';
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

describe('the fold', () => {
  it('starts from a workspace that nobody described', () => {
    expect(fold([])).toStrictEqual({ status: 'unknown', lastAt: 0 });
  });

  it('takes from an update what decisions need, and the name', () => {
    expect(fold([described({ name: 'Acme' })])).toStrictEqual({
      status: 'known',
      lastAt: NINE,
      name: 'Acme',
      tier: 'business',
      forcedSso: false,
      ownerIds: ['ada', 'bob'],
      grant: { status: 'none' },
      sessions: [],
      requests: [],
      recentRequests: [],
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
    ['revoked', 'revoked', TEN - 1],
    ['forced-sso', 'revoked', TEN - 1],
    ['ticket-closed', 'revoked', TEN - 1],
  ] as const)('remembers of a grant that was ended, cause %s, when', (cause, status, at) => {
    const history = [described(), granted('g1', NINE, 60, 'T-1'), ended('g1', cause, at, TEN)];
    const grant = { status, grantId: 'g1', expiresAt: TEN, endedAt: at, consecutive: 1 };
    expect(known(...history)).toMatchObject({ lastAt: at });
    expect(known(...history).grant).toStrictEqual(grant);
  });

  it('remembers of an expired grant its own end, however late that was recorded', () => {
    const history = [described(), granted('g1', NINE, 60, 'T-1'), ended('g1', 'expired', TEN + 1, TEN)];
    const grant = { status: 'expired', grantId: 'g1', expiresAt: TEN, endedAt: TEN, consecutive: 1 };
    expect(known(...history)).toMatchObject({ lastAt: TEN + 1 });
    expect(known(...history).grant).toStrictEqual(grant);
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
    ['a login', loggedIn('s1', NINE, TEN)],
    ['a request', asked],
    ['the end of a request', requestClosed(asked, 'expired', TEN)],
    ['an extension', s.extended('g1', 1, NINE, [TEN, TEN + 1])],
    ['the end of a session', s.sessionEnded(loggedIn('s1', NINE, TEN), 'timed-out', TEN, TEN)],
    ['the end of a ticket', s.ticketClosed('T-1', NINE)],
  ])('stops at %s in the stream of a workspace that nobody described', (_, event) => {
    expect(() => evolve(initialState, event)).toThrow(
      expect.objectContaining({
        code: 'BROKEN_HISTORY',
        message: `${event.type} in the stream of a workspace that nobody described`,
      }),
    );
  });

  it.each([
    ['a workspace', [described()]],
    ['a workspace that nobody described', []],
  ])('stops at an event that it does not know, in the stream of %s', (_, history) => {
    const event = { type: 'SupportAccessPaused', data: { at: toInstant(NINE) } };
    expect(() => fold([...history, event as never])).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_EVENT', type: 'SupportAccessPaused' }),
    );
  });
});

it('a command that no rule is written for is a mistake in the program', () => {
  const command = { type: 'PauseSupportAccess', data: { workspaceId: 'w' } } as unknown as Command;
  const context = { now: NINE, newId: s.NEW_ID, policy: s.lax };
  expect(() => decide(command, fold([described()]), context)).toThrow(
    expect.objectContaining({ code: 'UNKNOWN_COMMAND', type: 'PauseSupportAccess' }),
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
