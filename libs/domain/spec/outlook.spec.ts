import type { AccessDecision, Actor, Policy, SupportAccessEvent } from '../index.js';
import { decideAccess, outlookFor, toInstant } from '../index.js';
import {
  ada,
  described,
  ended,
  extended,
  fold,
  grace,
  granted,
  HOUR_MS,
  known,
  lax,
  NINE,
  requestClosed,
  requested,
  strictest,
} from './scenario.js';

const TEN = NINE + HOUR_MS;
const DAYS_3 = 72 * HOUR_MS;
const owner: Actor = { id: 'ada', kind: 'user' };

const ask = (history: SupportAccessEvent[], now: number, action: 'request' | 'login' = 'request') =>
  decideAccess(fold(history), { action, engineerId: 'grace' }, now);

describe('may an engineer ask for access', () => {
  it.each<[string, SupportAccessEvent[], number, AccessDecision]>([
    ['of nobody', [], NINE, { allowed: false, reason: 'UNKNOWN_WORKSPACE' }],
    ['of owners who gave none', [described()], NINE, { allowed: true }],
    [
      'behind single sign-on',
      [described({ forcedSso: true })],
      NINE,
      { allowed: false, reason: 'FORCED_SSO' },
    ],
    [
      'under a grant',
      [described(), granted('g1', NINE, 60)],
      TEN - 1,
      { allowed: false, reason: 'ALREADY_GRANTED', grantId: 'g1', expiresAt: toInstant(TEN) },
    ],
    ['once it is over, recorded or not', [described(), granted('g1', NINE, 60)], TEN, { allowed: true }],
    [
      'twice',
      [described(), requested('r1', grace, NINE)],
      NINE,
      { allowed: false, reason: 'ALREADY_REQUESTED', requestId: 'r1' },
    ],
    [
      'again, once the request is over',
      [described(), requested('r1', grace, NINE)],
      NINE + DAYS_3,
      { allowed: true },
    ],
    [
      'as the sixth',
      [described(), ...['a', 'b', 'c', 'd', 'e'].map((id) => requested(`r-${id}`, { id }, NINE))],
      NINE,
      { allowed: false, reason: 'REQUEST_LIMIT', retryAt: toInstant(NINE + DAYS_3) },
    ],
  ])('%s', (_, history, now, decision) => expect(ask(history, now)).toEqual(decision));
});

describe('who may not log in is told of the request that waits', () => {
  const pending = requested('r1', grace, NINE);
  it.each<[string, SupportAccessEvent[], number, string | undefined]>([
    ['without a grant', [pending], NINE, 'r1'],
    [
      'after a revoked one',
      [granted('g0', NINE, 60), ended('g0', 'revoked', NINE, TEN), pending],
      NINE,
      'r1',
    ],
    ['after an expired one', [granted('g0', NINE, 1), pending], TEN, 'r1'],
    ['not once it is over', [pending], NINE + DAYS_3, undefined],
    ['not once it is answered', [pending, requestClosed(pending, 'declined', NINE)], NINE, undefined],
    ['not of another engineer', [requested('r1', { id: 'bob' }, NINE)], NINE, undefined],
    [
      'not of one for an extension of what is over',
      [granted('g0', NINE, 1), requested('r1', grace, NINE, { grantId: 'g0' })],
      TEN,
      undefined,
    ],
  ])('%s', (_, history, now, requestId) => {
    const decision = ask([described(), ...history], now, 'login');
    expect(decision).toMatchObject({ allowed: false });
    expect('requestId' in decision ? decision.requestId : undefined).toBe(requestId);
  });
});

describe('what an owner would be refused', () => {
  const at = (now: number, history: SupportAccessEvent[], actor = owner, policy: Policy = lax) =>
    outlookFor(known(described(), ...history), actor, { now, policy });
  const grant = granted('g1', NINE, 60);

  it('nothing but an extension without a grant', () =>
    expect(at(NINE, [])).toEqual({ extend: 'NO_ACTIVE_GRANT' }));

  it('nothing but another grant with one', () =>
    expect(at(NINE, [grant])).toEqual({ grant: 'ALREADY_GRANTED' }));

  it('is of the moment, whether or not the end of the grant is recorded', () =>
    expect(at(TEN, [grant])).toEqual({ extend: 'NO_ACTIVE_GRANT' }));

  it('is no extension by a minute past seven days, or beyond the number of them', () => {
    expect(at(NINE, [granted('g1', NINE, 10_080)])).toMatchObject({ extend: 'EXTENSION_LIMIT' });
    expect(at(NINE, [granted('g1', NINE, 10_079)])).not.toHaveProperty('extend');
    const once = extended('g1', 1, NINE, [TEN, TEN + 1]);
    expect(at(NINE, [grant, once], owner, { ...lax, maxExtensions: 1 })).toMatchObject({
      extend: 'EXTENSION_LIMIT',
    });
  });

  it('a ticket is not missed: it comes with the grant', () =>
    expect(at(NINE, [], owner, strictest)).not.toHaveProperty('grant'));

  it('a grant too many in a row is', () =>
    expect(
      at(NINE, [grant, ended('g1', 'revoked', NINE, TEN)], owner, { ...lax, maxConsecutiveGrants: 1 }),
    ).toMatchObject({
      grant: 'CONSECUTIVE_LIMIT',
    }));

  it('both, behind single sign-on and through a support session', () => {
    expect(at(NINE, [described({ forcedSso: true })])).toMatchObject({ grant: 'FORCED_SSO' });
    expect(at(NINE, [grant], { ...owner, sessionId: 's1' })).toEqual({
      grant: 'IMPERSONATED',
      extend: 'IMPERSONATED',
    });
  });

  it('both, while the clock is far behind the stream', () =>
    expect(at(NINE - HOUR_MS, [described({ by: ada })])).toMatchObject({ grant: 'CLOCK_BEHIND' }));
});
