import fc from 'fast-check';
import { decide } from '../index.js';
import { Random } from '../../../test/support/random.js';
import { scaled } from '../../../test/support/test-scale.js';
import type { History } from './invariants.js';
import { INVARIANTS, runHistory } from './invariants.js';
import type { Choose } from './random-histories.js';
import { byChance } from './random-histories.js';
import { fold } from './scenario.js';

const always = (holds: (history: History) => void): void =>
  fc.assert(
    fc.property(fc.gen(), (generate) => {
      const choose: Choose = (...options) =>
        options[generate(fc.integer, { min: 0, max: options.length - 1 })]!;
      holds(runHistory(choose, generate(fc.integer, { min: 1, max: 60 }), 'mixed', frozen));
    }),
    { numRuns: scaled(100, 300) },
  );

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

describe('whatever is asked, in whatever order, on whatever clock', () => {
  it('is decided as by the second model', () => {
    always(({ decided }) => {
      for (const { events, naive } of decided) expect(events).toStrictEqual(naive);
    });
  });

  it.each(Object.entries(INVARIANTS))('%s', (_, faultsOf) => {
    always((history) => expect(faultsOf(history)).toStrictEqual([]));
  });

  it('the same command on the same state is decided alike', () => {
    always(({ decided }) => {
      for (const { command, before, context, events } of decided)
        expect(decide(command, before, context)).toStrictEqual(events);
    });
  });

  it('a replay from the first event gives the state that was decided upon', () => {
    always(({ log, state }) => expect(fold(log)).toStrictEqual(state));
  });

  it('events are plain JSON: stored and read again they are the same', () => {
    always(({ log }) => expect(JSON.parse(JSON.stringify(log))).toStrictEqual(log));
  });
});

// Random histories that never get anywhere would prove nothing.
it('these histories reach every kind of event, every cause and every refusal', () => {
  const reached = new Set<string>();
  const chance = new Random(20_260_105);
  for (let number = 0; number < 2_000; number++) {
    const mood = number % 200 === 0 ? 'crowded' : number % 20 === 0 ? 'asking' : 'mixed';
    for (const { type, data } of runHistory(byChance(chance), mood === 'crowded' ? 200 : 40, mood).log) {
      if (type === 'SupportAccessDenied') reached.add(`${data.attempted} ${data.code}`);
      else reached.add('cause' in data ? `${type} ${data.cause}` : type);
    }
  }
  expect([...reached].toSorted()).toStrictEqual([
    'CloseTicket UNKNOWN_WORKSPACE',
    'DeclineSupportAccessRequest NOT_WORKSPACE_OWNER',
    'DeclineSupportAccessRequest REQUEST_NOT_PENDING',
    'DeclineSupportAccessRequest UNKNOWN_WORKSPACE',
    'EndSupportSession NOT_SESSION_ENGINEER',
    'EndSupportSession NOT_WORKSPACE_OWNER',
    'EndSupportSession NO_LIVE_SESSION',
    'EndSupportSession UNKNOWN_WORKSPACE',
    'ExtendSupportAccess CLOCK_BEHIND',
    'ExtendSupportAccess EXTENSION_LIMIT',
    'ExtendSupportAccess IMPERSONATED',
    'ExtendSupportAccess NOT_WORKSPACE_OWNER',
    'ExtendSupportAccess NO_ACTIVE_GRANT',
    'ExtendSupportAccess REQUEST_NOT_PENDING',
    'ExtendSupportAccess UNKNOWN_WORKSPACE',
    'GrantSupportAccess ALREADY_GRANTED',
    'GrantSupportAccess CLOCK_BEHIND',
    'GrantSupportAccess CONSECUTIVE_LIMIT',
    'GrantSupportAccess FORCED_SSO',
    'GrantSupportAccess IMPERSONATED',
    'GrantSupportAccess NOT_WORKSPACE_OWNER',
    'GrantSupportAccess REQUEST_NOT_PENDING',
    'GrantSupportAccess TICKET_REQUIRED',
    'GrantSupportAccess UNKNOWN_WORKSPACE',
    'RecordSupportLogin ACCESS_EXPIRED',
    'RecordSupportLogin CLOCK_BEHIND',
    'RecordSupportLogin NO_ACTIVE_GRANT',
    'RecordSupportLogin SESSION_LIMIT',
    'RecordSupportLogin TICKET_REQUIRED',
    'RecordSupportLogin UNKNOWN_WORKSPACE',
    'RequestSupportAccess ALREADY_GRANTED',
    'RequestSupportAccess ALREADY_REQUESTED',
    'RequestSupportAccess CLOCK_BEHIND',
    'RequestSupportAccess FORCED_SSO',
    'RequestSupportAccess NO_ACTIVE_GRANT',
    'RequestSupportAccess REQUEST_LIMIT',
    'RequestSupportAccess TICKET_REQUIRED',
    'RequestSupportAccess UNKNOWN_WORKSPACE',
    'RevokeSupportAccess NOT_WORKSPACE_OWNER',
    'RevokeSupportAccess NO_ACTIVE_GRANT',
    'RevokeSupportAccess UNKNOWN_WORKSPACE',
    'SupportAccessExtended',
    'SupportAccessGranted',
    'SupportAccessRequestClosed declined',
    'SupportAccessRequestClosed expired',
    'SupportAccessRequestClosed forced-sso',
    'SupportAccessRequestClosed grant-ended',
    'SupportAccessRequestClosed superseded',
    'SupportAccessRequestClosed ticket-closed',
    'SupportAccessRequestClosed withdrawn',
    'SupportAccessRequested',
    'SupportAccessRevoked expired',
    'SupportAccessRevoked forced-sso',
    'SupportAccessRevoked revoked',
    'SupportAccessRevoked ticket-closed',
    'SupportLogin',
    'SupportSessionEnded closed',
    'SupportSessionEnded grant-ended',
    'SupportSessionEnded signed-out',
    'SupportSessionEnded ticket-closed',
    'SupportSessionEnded timed-out',
    'SupportTicketClosed',
    'WithdrawSupportAccessRequest NOT_REQUESTER',
    'WithdrawSupportAccessRequest REQUEST_NOT_PENDING',
    'WithdrawSupportAccessRequest UNKNOWN_WORKSPACE',
    'WorkspaceUpdated',
  ]);
});
