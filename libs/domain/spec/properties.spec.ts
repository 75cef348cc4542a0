import fc from 'fast-check';
import type { Actor, Command, SupportAccessEvent, WorkspaceState } from '../index.js';
import {
  decide,
  evolve,
  happenedAt,
  initialState,
  MAX_DURATION_MINUTES,
  MINUTE_MS,
  toEpochMs,
} from '../index.js';
import { NaiveWorkspace } from './naive-model.js';
import { DAY_MS, fold, HOUR_MS, NINE } from './scenario.js';
import { scaled } from '../../../test/support/test-scale.js';

/** One command of a random history. What it needs from the history so far is chosen when it is its turn. */
type Step = { clock: ClockMove; command: (grantIds: readonly string[]) => Command; requireTicket: boolean };

/** Steps of any length, the edges among them; or to the end of the active grant, give or take a millisecond. */
type ClockMove = { kind: 'by'; ms: number } | { kind: 'to-end'; offsetMs: number };

const clockMove: fc.Arbitrary<ClockMove> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.integer({ min: 0, max: 2 * HOUR_MS }).map((ms) => ({ kind: 'by', ms }) as const),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(-1, 0, 1).map((offsetMs) => ({ kind: 'to-end', offsetMs }) as const),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(-1, -5 * MINUTE_MS, -5 * MINUTE_MS - 1, -HOUR_MS, 7 * DAY_MS, 30 * DAY_MS, -30 * DAY_MS)
      .map((ms) => ({ kind: 'by', ms }) as const),
  },
);

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
/** An absent member is absent, as after validation. */
const record = <T extends object>(members: { [K in keyof T]?: fc.Arbitrary<T[K] | undefined> }) =>
  fc
    .record(members as Record<string, fc.Arbitrary<unknown>>)
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T);

const actor = record<Actor>({
  id: fc.constantFrom('ada', 'ada', 'bob', 'eve'),
  kind: fc.constantFrom<Actor['kind'][]>('user', 'user', 'user', 'vendor'),
  sessionId: fc.option(fc.constant('s1'), { nil: undefined, freq: 5 }),
});
const ticketId = optional(fc.constantFrom('T-1', 'T-2'));
const reason = optional(fc.constant('because'));
const workspaceId = fc.constant('w');

const update = record<Extract<Command, { type: 'UpdateWorkspace' }>['data']>({
  workspaceId,
  tier: fc.constantFrom('free', 'team', 'business'),
  forcedSso: fc.constantFrom(true, false, false, false),
  ownerIds: fc.constantFrom(['ada', 'bob'], ['ada'], ['bob', 'ada'], []),
  name: optional(fc.constant('Acme')),
  actor: optional(actor),
});
const grant = record<Extract<Command, { type: 'GrantSupportAccess' }>['data']>({
  workspaceId,
  actor,
  durationMinutes: fc.oneof(
    fc.constantFrom(1, 60, MAX_DURATION_MINUTES),
    fc.integer({ min: 1, max: MAX_DURATION_MINUTES }),
  ),
  ticketId,
  reason,
});
const login = record<Extract<Command, { type: 'RecordSupportLogin' }>['data']>({
  workspaceId,
  engineer: fc.constantFrom({ id: 'grace' }, { id: 'joan', name: 'Joan' }),
  ticketId,
  reason,
  ipAddress: optional(fc.constant('192.0.2.7')),
  userAgent: optional(fc.constant('curl/8')),
});
const revoke = record<Extract<Command, { type: 'RevokeSupportAccess' }>['data']>({
  workspaceId,
  actor,
  reason,
});

/** Mostly the newest grant, sometimes an older one, sometimes none that ever was. */
const pickGrant = fc
  .constantFrom(-1, -1, -1, -2, -3, 0)
  .map((index) => (grantIds: readonly string[]) => grantIds.at(index) ?? 'no-such-grant');

const command: fc.Arbitrary<Step['command']> = fc.oneof(
  { weight: 2, arbitrary: update.map((data): Step['command'] => () => ({ type: 'UpdateWorkspace', data })) },
  {
    weight: 4,
    arbitrary: grant.map((data): Step['command'] => () => ({ type: 'GrantSupportAccess', data })),
  },
  {
    weight: 4,
    arbitrary: login.map((data): Step['command'] => () => ({ type: 'RecordSupportLogin', data })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(revoke, optional(pickGrant)).map(([data, pick]): Step['command'] => (grantIds) => ({
      type: 'RevokeSupportAccess',
      data: pick ? { ...data, grantId: pick(grantIds) } : data,
    })),
  },
  {
    weight: 3,
    arbitrary: pickGrant.map((pick): Step['command'] => (grantIds) => ({
      type: 'ExpireSupportAccess',
      data: { workspaceId: 'w', grantId: pick(grantIds) },
    })),
  },
);

const histories = fc.array(
  fc.record({ clock: clockMove, command, requireTicket: fc.boolean() }) as fc.Arbitrary<Step>,
  { minLength: 1, maxLength: 60, size: 'max' },
);

type Decided = {
  command: Command;
  before: WorkspaceState;
  events: SupportAccessEvent[];
  naive: SupportAccessEvent[];
};

/** Runs one history through the decider, on frozen input, and beside it through the naive model. */
function run(steps: readonly Step[]): {
  decided: Decided[];
  log: SupportAccessEvent[];
  state: WorkspaceState;
} {
  const model = new NaiveWorkspace();
  const decided: Decided[] = [];
  const grantIds: string[] = [];
  let state = frozen(initialState);
  let now = NINE;
  for (const [index, step] of steps.entries()) {
    const open = model.openGrant();
    if (step.clock.kind === 'by') now = Math.max(0, now + step.clock.ms);
    else if (open) now = Date.parse(open.expiresAt) + step.clock.offsetMs;
    const context = frozen({
      now,
      newId: `id-${index}`,
      policy: { requireTicket: step.requireTicket, sessionMinutes: 60 },
    });
    const command = frozen(step.command(grantIds));
    const events = frozen(decide(command, state, context));
    decided.push({ command, before: state, events, naive: model.handle(command, context) });
    for (const event of events) if (event.type === 'SupportAccessGranted') grantIds.push(event.data.grantId);
    state = frozen(events.reduce(evolve, state));
  }
  return { decided, log: decided.flatMap(({ events }) => events), state };
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

type Of<T extends SupportAccessEvent['type']> = Extract<SupportAccessEvent, { type: T }>;

const dataOf = <T extends SupportAccessEvent['type']>(log: readonly SupportAccessEvent[], type: T) =>
  log.filter((event) => event.type === type).map(({ data }) => data as Of<T>['data']);

const always = (holds: (history: ReturnType<typeof run>) => void): void =>
  fc.assert(
    fc.property(histories, (steps) => holds(run(steps))),
    { numRuns: scaled(100, 300) },
  );

describe('whatever is asked, in whatever order, on whatever clock', () => {
  it('decides as the naive model does', () => {
    always(({ decided }) => {
      for (const { events, naive } of decided) expect(events).toStrictEqual(naive);
    });
  });

  it('no grant lasts longer than seven days, nor ends before it began', () => {
    always(({ log }) => {
      for (const { grantedAt, expiresAt } of dataOf(log, 'SupportAccessGranted')) {
        const lastsMs = toEpochMs(expiresAt) - toEpochMs(grantedAt);
        expect(lastsMs).toBeGreaterThan(0);
        expect(lastsMs).toBeLessThanOrEqual(10_080 * MINUTE_MS);
      }
    });
  });

  it('at most one grant is active, and only an active one is ended or logged in under', () => {
    always(({ log }) => {
      const active = new Set<string>();
      const wrong: SupportAccessEvent[] = [];
      for (const event of log) {
        const { type, data } = event;
        if (type === 'SupportAccessGranted' && active.add(data.grantId).size > 1) wrong.push(event);
        if (type === 'SupportAccessRevoked' && !active.delete(data.grantId)) wrong.push(event);
        if (type === 'SupportLogin' && !active.has(data.grantId)) wrong.push(event);
      }
      expect(wrong).toStrictEqual([]);
    });
  });

  it('recorded times never go backwards', () => {
    always(({ log }) => {
      const times = log.map(happenedAt);
      expect(times).toStrictEqual(times.toSorted());
    });
  });

  it('nobody logs in outside the grant, and no session outlives it', () => {
    always(({ log }) => {
      const grants = dataOf(log, 'SupportAccessGranted');
      for (const { grantId, at, sessionExpiresAt } of dataOf(log, 'SupportLogin')) {
        const { grantedAt, expiresAt } = grants.find((grant) => grant.grantId === grantId)!;
        expect(at >= grantedAt && at < expiresAt).toBe(true);
        expect(sessionExpiresAt > at && sessionExpiresAt <= expiresAt).toBe(true);
      }
    });
  });

  it('a grant expires once, and never before its end', () => {
    always(({ log }) => {
      const expiries = dataOf(log, 'SupportAccessRevoked').filter(({ cause }) => cause === 'expired');
      expect(new Set(expiries.map(({ grantId }) => grantId)).size).toBe(expiries.length);
      for (const { at, expiresAt } of expiries) expect(at >= expiresAt).toBe(true);
    });
  });

  it('every command from outside leaves an event, and exactly one of its own', () => {
    always(({ decided }) => {
      for (const { command, events } of decided) {
        if (command.type === 'ExpireSupportAccess') continue;
        const own = events.filter(
          ({ type, data }) => type !== 'SupportAccessRevoked' || data.cause === 'revoked',
        );
        expect(own).toHaveLength(1);
      }
    });
  });

  it('a replay from the first event gives the state that was decided upon', () => {
    always(({ log, state, decided }) => {
      expect(fold(log)).toStrictEqual(state);
      const half = decided[Math.floor(decided.length / 2)]!;
      const earlier = decided.slice(0, decided.indexOf(half)).flatMap(({ events }) => events);
      expect(fold(earlier)).toStrictEqual(half.before);
    });
  });

  it('events are plain JSON: stored and read again they are the same', () => {
    always(({ log }) => {
      expect(JSON.parse(JSON.stringify(log))).toStrictEqual(log);
    });
  });
});

// Random histories that never get anywhere would prove nothing.
it('these histories reach every kind of event, every cause and every refusal', () => {
  const reached = new Set<string>();
  for (const steps of fc.sample(histories, { numRuns: 300, seed: 20_260_105 }))
    for (const { type, data } of run(steps).log) {
      if (type === 'SupportAccessDenied') reached.add(`${data.attempted} ${data.code}`);
      else reached.add(type === 'SupportAccessRevoked' ? `${type} ${data.cause}` : type);
    }
  expect([...reached].toSorted()).toStrictEqual([
    'GrantSupportAccess ALREADY_GRANTED',
    'GrantSupportAccess CLOCK_BEHIND',
    'GrantSupportAccess FORCED_SSO',
    'GrantSupportAccess IMPERSONATED',
    'GrantSupportAccess NOT_WORKSPACE_OWNER',
    'GrantSupportAccess UNKNOWN_WORKSPACE',
    'RecordSupportLogin ACCESS_EXPIRED',
    'RecordSupportLogin CLOCK_BEHIND',
    'RecordSupportLogin NO_ACTIVE_GRANT',
    'RecordSupportLogin TICKET_REQUIRED',
    'RecordSupportLogin UNKNOWN_WORKSPACE',
    'RevokeSupportAccess NOT_WORKSPACE_OWNER',
    'RevokeSupportAccess NO_ACTIVE_GRANT',
    'RevokeSupportAccess UNKNOWN_WORKSPACE',
    'SupportAccessGranted',
    'SupportAccessRevoked expired',
    'SupportAccessRevoked forced-sso',
    'SupportAccessRevoked revoked',
    'SupportLogin',
    'WorkspaceUpdated',
  ]);
});
