import type { Command, SupportAccessEvent } from '../index.js';
import { decide, evolve, happenedAt, initialState, streamOf, toInstant } from '../index.js';
import * as s from './scenario.js';
import { described, ended, fold, granted, NINE } from './scenario.js';

const TEN = NINE + s.HOUR_MS;

describe('the fold', () => {
  it('starts from a workspace that nobody described', () => {
    expect(fold([])).toStrictEqual({ status: 'unknown', lastAt: 0 });
  });

  it('takes from an update what decisions need', () => {
    expect(fold([described({ name: 'Acme' })])).toStrictEqual({
      status: 'known',
      lastAt: NINE,
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
    ['revoked', { status: 'none' }],
    ['forced-sso', { status: 'none' }],
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
    const login = s.given(...history).when(s.login(), TEN);
    expect(fold([...history, ...login])).toStrictEqual({ ...fold(history), lastAt: TEN });
  });

  it.each([
    ['a grant', granted('g1', NINE, 60)],
    ['the end of a grant', ended('g1', 'revoked', NINE, NINE)],
  ])('stops at %s in the stream of a workspace that nobody described', (_, event) => {
    expect(() => evolve(initialState, event)).toThrow(
      expect.objectContaining({ code: 'BROKEN_HISTORY', eventType: event.type }),
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
