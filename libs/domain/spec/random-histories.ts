// Random histories of one workspace: what is asked, by whom and when, chosen one step after the other with a view of what is open.
import type {
  Actor,
  Command,
  DecisionContext,
  EpochMs,
  Policy,
  SupportAccessEvent,
  WorkspaceState,
} from '../index.js';
import { activeGrant, assertNever, DEFAULT_POLICY, MAX_DURATION_MINUTES, MINUTE_MS } from '../index.js';
import type { Random } from '../../../test/support/random.js';
import { DAY_MS, HOUR_MS } from './scenario.js';

/** Chooses one of several; the caller decides how, so that fast-check can shrink what it chose. */
export type Choose = <T>(...options: readonly T[]) => T;

/** Chooses by chance alone: hundreds of times as fast as what can be shrunk. */
export const byChance =
  (chance: Random): Choose =>
  (...options) =>
    options[chance.int(0, options.length - 1)]!;

/** Ids that were opened, oldest first. */
export type Opened = { grants: string[]; requests: string[]; sessions: string[] };

export const nothingOpened = (): Opened => ({ grants: [], requests: [], sessions: [] });

export function noteOpened(opened: Opened, events: readonly SupportAccessEvent[]): void {
  for (const { type, data } of events) {
    if (type === 'SupportAccessGranted') opened.grants.push(data.grantId);
    if (type === 'SupportAccessRequested') opened.requests.push(data.requestId);
    if (type === 'SupportLogin') opened.sessions.push(data.sessionId);
  }
}

/** What a history is full of: a bit of everything, or so many logins or requests that their limits are met. */
export type Mood = 'mixed' | 'crowded' | 'asking';

export type Step = { command: Command; context: DecisionContext };

/** The next step of a history whose clock says `now`, whose state is `state`. Its new id is `id-` and its number. */
export function nextStep(
  choose: Choose,
  {
    now,
    state,
    opened,
    index,
    mood,
  }: { now: EpochMs; state: WorkspaceState; opened: Opened; index: number; mood: Mood },
): Step {
  const hurries = mood !== 'mixed' && choose(...HURRY);
  return {
    command: command(choose, opened, hurries ? HURRIED[mood] : WEIGHTED),
    context: {
      now: hurries ? now + choose(0, 1, MINUTE_MS / 10) : Math.max(0, nextNow(choose, now, state)),
      newId: `id-${index}`,
      policy: choose(...POLICIES),
    },
  };
}

const POLICIES: readonly Policy[] = [
  DEFAULT_POLICY,
  DEFAULT_POLICY,
  { ...DEFAULT_POLICY, requireTicket: true },
  { ...DEFAULT_POLICY, requireTicket: 'grant' },
  { ...DEFAULT_POLICY, maxExtensions: 1, maxConsecutiveGrants: 2 },
];

/** Steps of any length, the edges among them; or to the end of something open, give or take a millisecond. */
function nextNow(choose: Choose, now: EpochMs, state: WorkspaceState): EpochMs {
  const move = choose('on', 'on', 'on', 'hours', 'hours', 'end', 'end', 'end', 'jump');
  if (move === 'on') return now + choose(0, 1, MINUTE_MS, 7 * MINUTE_MS);
  if (move === 'hours') return now + choose(20, 45, 61, 240) * MINUTE_MS;
  if (move === 'jump')
    return (
      now +
      choose(-1, -5 * MINUTE_MS, -5 * MINUTE_MS - 1, -HOUR_MS, DAY_MS, 3 * DAY_MS, 7 * DAY_MS, 30 * DAY_MS)
    );
  const ends = endsOf(state);
  return ends.length === 0 ? now + HOUR_MS : choose(...ends) + choose(-1, 0, 1);
}

function endsOf(state: WorkspaceState): EpochMs[] {
  if (state.status === 'unknown') return [];
  const grant = activeGrant(state);
  const all = [...state.sessions, ...state.requests].map(({ expiresAt }) => expiresAt);
  return grant === undefined ? all : [grant.expiresAt, ...all];
}

const optional = (choose: Choose, name: string, ...options: readonly unknown[]): object => {
  const value = choose(undefined, undefined, ...options);
  return value === undefined ? {} : { [name]: value };
};

function actor(choose: Choose): Actor {
  const [id, kind] = choose(
    ['ada', 'user'] as const,
    ['ada', 'user'] as const,
    ['ada', 'user'] as const,
    ['bob', 'user'] as const,
    ['eve', 'user'] as const,
    ['desk', 'vendor'] as const,
    ['ada', 'vendor'] as const,
  );
  return { id, kind, ...(choose(1, 2, 3, 4, 5, 6) === 6 && { sessionId: 's1' }) };
}

const engineer = (choose: Choose): { id: string; name?: string } =>
  choose(
    { id: 'grace' },
    { id: 'grace' },
    { id: 'joan', name: 'Joan' },
    { id: 'kay' },
    { id: 'lyn' },
    { id: 'may' },
    { id: 'nan' },
  );

/** Mostly the newest, sometimes an older one, sometimes none that ever was. */
const pick = (choose: Choose, ids: readonly string[]): string =>
  choose(ids.at(-1), ids.at(-1), ids.at(-1), ids.at(-2), ids.at(-3), ids.at(0)) ?? 'none';

const minutes = (choose: Choose): number => choose(1, 60, 90, 1_440, MAX_DURATION_MINUTES);

const TICKETS = ['T-1', 'T-1', 'T-2'] as const;

function command(
  choose: Choose,
  { grants, requests, sessions }: Opened,
  types: readonly Command['type'][],
): Command {
  const of = { workspaceId: 'w' };
  const type = choose(...types);
  const reason = optional(choose, 'reason', 'because');
  switch (type) {
    case 'UpdateWorkspace': {
      const tier = choose('free' as const, 'team' as const, 'business' as const);
      const forcedSso = choose(true, false, false, false, false);
      const ownerIds = choose(['ada', 'bob'], ['ada'], ['bob', 'ada'], []);
      const by = choose(undefined, actor(choose));
      return {
        type,
        data: {
          ...of,
          tier,
          forcedSso,
          ownerIds,
          ...(by && { actor: by }),
          ...optional(choose, 'name', 'Acme'),
        },
      };
    }
    case 'RequestSupportAccess': {
      const grantId = choose(undefined, pick(choose, grants));
      const more = { ...optional(choose, 'ticketId', ...TICKETS), ...(grantId && { grantId }) };
      const durationMinutes = minutes(choose);
      return {
        type,
        data: { ...of, engineer: engineer(choose), reason: 'exports fail', durationMinutes, ...more },
      };
    }
    case 'WithdrawSupportAccessRequest':
    case 'EndSupportSession': {
      const by = choose(true, true, false) ? { engineer: engineer(choose) } : { actor: actor(choose) };
      return type === 'EndSupportSession'
        ? { type, data: { ...of, sessionId: pick(choose, sessions), ...by, ...reason } }
        : { type, data: { ...of, requestId: pick(choose, requests), ...by, ...reason } };
    }
    case 'DeclineSupportAccessRequest':
      return { type, data: { ...of, requestId: pick(choose, requests), actor: actor(choose), ...reason } };
    case 'GrantSupportAccess': {
      const approval = choose(true, false, false);
      const named = approval
        ? { requestId: pick(choose, requests), ...optional(choose, 'durationMinutes', minutes(choose)) }
        : { durationMinutes: minutes(choose), ...optional(choose, 'ticketId', ...TICKETS) };
      return { type, data: { ...of, actor: actor(choose), ...named, ...reason } };
    }
    case 'ExtendSupportAccess': {
      const approval = choose(true, false);
      const named = approval
        ? { requestId: pick(choose, requests), ...optional(choose, 'additionalMinutes', minutes(choose)) }
        : { additionalMinutes: minutes(choose) };
      return {
        type,
        data: { ...of, actor: actor(choose), grantId: pick(choose, grants), ...named, ...reason },
      };
    }
    case 'RecordSupportLogin': {
      const said = {
        ...optional(choose, 'ticketId', ...TICKETS),
        ...optional(choose, 'ipAddress', '192.0.2.7'),
      };
      return { type, data: { ...of, engineer: engineer(choose), ...said, ...reason } };
    }
    case 'RevokeSupportAccess': {
      const grantId = choose(undefined, pick(choose, grants));
      return { type, data: { ...of, actor: actor(choose), ...(grantId && { grantId }), ...reason } };
    }
    case 'CloseTicket': {
      const by = choose(undefined, actor(choose));
      return { type, data: { ...of, ticketId: choose(...TICKETS), ...(by && { actor: by }), ...reason } };
    }
    case 'ExpireSupportAccess':
      return { type, data: { ...of, grantId: pick(choose, grants) } };
    case 'ExpireSupportAccessRequest':
      return { type, data: { ...of, requestId: pick(choose, requests) } };
    case 'ExpireSupportSession':
      return { type, data: { ...of, sessionId: pick(choose, sessions) } };
    default:
      return assertNever(type, 'command');
  }
}

const WEIGHTS: Readonly<Record<Command['type'], number>> = {
  UpdateWorkspace: 2,
  RequestSupportAccess: 5,
  WithdrawSupportAccessRequest: 1,
  DeclineSupportAccessRequest: 1,
  GrantSupportAccess: 6,
  ExtendSupportAccess: 4,
  RecordSupportLogin: 6,
  EndSupportSession: 2,
  RevokeSupportAccess: 1,
  CloseTicket: 1,
  ExpireSupportAccess: 1,
  ExpireSupportAccessRequest: 1,
  ExpireSupportSession: 1,
};
const WEIGHTED = (Object.keys(WEIGHTS) as Command['type'][]).flatMap((type) =>
  Array.from({ length: WEIGHTS[type] }, () => type),
);

const HURRY = Array.from({ length: 50 }, (_, index) => index > 0);
const HURRIED: Readonly<Record<Mood, readonly Command['type'][]>> = {
  mixed: WEIGHTED,
  crowded: ['RecordSupportLogin'],
  asking: ['RequestSupportAccess', 'RequestSupportAccess', 'WithdrawSupportAccessRequest'],
};
