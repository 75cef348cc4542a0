import type { Command, DecisionContext, SupportAccessEvent, WorkspaceState } from '../index.js';
import {
  activeGrant,
  decide,
  evolve,
  happenedAt,
  initialState,
  liveSessions,
  MAX_LIVE_SESSIONS,
  MAX_PENDING,
  momentOf,
  toEpochMs,
} from '../index.js';
import { NaiveWorkspace } from './naive-model.js';
import type { Choose, Mood } from './random-histories.js';
import { nextStep, noteOpened, nothingOpened } from './random-histories.js';
import { DAY_MS, described, granted, NINE } from './scenario.js';

type Decided = {
  command: Command;
  context: DecisionContext;
  before: WorkspaceState;
  events: readonly SupportAccessEvent[];
  after: WorkspaceState;
  naive: readonly SupportAccessEvent[];
};

export type History = {
  decided: readonly Decided[];
  log: readonly SupportAccessEvent[];
  state: WorkspaceState;
};

/** Runs so many random steps through the decider and beside it through the second model. */
export function runHistory(
  choose: Choose,
  steps: number,
  mood: Mood = 'mixed',
  keep: <T>(value: T) => T = (value) => value,
): History {
  const model = new NaiveWorkspace();
  const opened = nothingOpened();
  const decided: Decided[] = [];
  let state: WorkspaceState = initialState;
  let now = NINE;
  const log: SupportAccessEvent[] = begin(choose, mood);
  model.rows.push(...log);
  state = keep(log.reduce(evolve, state));
  for (let index = 0; index < steps; index++) {
    const { command, context } = keep(nextStep(choose, { now, state, opened, index, mood }));
    now = context.now;
    const before = state;
    const events = keep(decide(command, before, context));
    const naive = model.handle(command, context);
    noteOpened(opened, events);
    state = keep(events.reduce(evolve, before));
    decided.push({ command, context, before, events, after: state, naive });
  }
  log.push(...decided.flatMap(({ events }) => events));
  return { decided, log, state };
}

/** Most histories begin with a workspace that somebody owns: the others end at rule G2. A crowd needs a grant. */
function begin(choose: Choose, mood: Mood): SupportAccessEvent[] {
  if (mood === 'crowded') return [described(), granted('g0', NINE, 600)];
  return choose(true, true, true, true, false) ? [described()] : [];
}

type Of<T extends SupportAccessEvent['type']> = Extract<SupportAccessEvent, { type: T }>['data'];

const dataOf = <T extends SupportAccessEvent['type']>(log: readonly SupportAccessEvent[], type: T): Of<T>[] =>
  log.filter((event) => event.type === type).map(({ data }) => data as Of<T>);

/** What must hold of every history; each answers what is wrong. */
export const INVARIANTS: Readonly<Record<string, (history: History) => unknown[]>> = {
  'no grant gives access seven days after it was given, extensions included': ({ log }) => {
    const latest = new Map<string, number>();
    for (const { grantId, grantedAt } of dataOf(log, 'SupportAccessGranted'))
      latest.set(grantId, toEpochMs(grantedAt) + 7 * DAY_MS);
    const ends = [...dataOf(log, 'SupportAccessGranted'), ...dataOf(log, 'SupportAccessExtended')];
    return ends.filter(({ grantId, expiresAt }) => !(toEpochMs(expiresAt) <= latest.get(grantId)!));
  },

  'nobody grants or extends through a support session': ({ log }) => [
    ...dataOf(log, 'SupportAccessGranted').filter(({ grantedBy }) => grantedBy.sessionId !== undefined),
    ...dataOf(log, 'SupportAccessExtended').filter(({ extendedBy }) => extendedBy.sessionId !== undefined),
  ],

  'each request and each login ends once': ({ log, state }) => {
    const all = [...log, ...settledLater(state)];
    const ends = [
      ...dataOf(all, 'SupportAccessRequestClosed').map(({ requestId }) => requestId),
      ...dataOf(all, 'SupportAccessGranted').flatMap(({ requestId }) => requestId ?? []),
      ...dataOf(all, 'SupportAccessExtended').flatMap(({ requestId }) => requestId ?? []),
      ...dataOf(all, 'SupportSessionEnded').map(({ sessionId }) => sessionId),
      ...dataOf(all, 'SupportAccessRevoked').map(({ grantId }) => grantId),
    ];
    const begun = [
      ...dataOf(all, 'SupportAccessRequested').map(({ requestId }) => requestId),
      ...dataOf(all, 'SupportLogin').map(({ sessionId }) => sessionId),
      ...dataOf(all, 'SupportAccessGranted').map(({ grantId }) => grantId),
    ];
    const isSame = ends.toSorted().join() === begun.toSorted().join();
    return isSame ? [] : [{ ends, begun }];
  },

  'a closed ticket leaves nothing active that names it': ({ decided }) =>
    decided.filter(({ command, after, context }) => {
      if (command.type !== 'CloseTicket' || after.status === 'unknown') return false;
      const open = [
        activeGrant(after),
        ...liveSessions(after, momentOf(after, context.now)),
        ...after.requests,
      ];
      return open.some((each) => each?.ticketId === command.data.ticketId);
    }),

  'at most 5 requests wait, 100 sessions live and 3 extensions are given': ({ decided }) =>
    decided.filter(({ after, context }) => {
      if (after.status === 'unknown') return false;
      const live = liveSessions(after, momentOf(after, context.now)).length;
      const extensions = activeGrant(after)?.extensions ?? 0;
      return after.requests.length > MAX_PENDING || live > MAX_LIVE_SESSIONS || extensions > 3;
    }),

  'a session was over at the earliest of its own end, its grant’s and what ended it': ({ log }) => {
    const revoked = new Map(dataOf(log, 'SupportAccessRevoked').map((end) => [end.grantId, end]));
    return dataOf(log, 'SupportSessionEnded').filter(({ grantId, cause, at, endedAt, sessionExpiresAt }) => {
      const end = revoked.get(grantId);
      const ofGrant = end === undefined ? '9' : end.cause === 'expired' ? end.expiresAt : end.at;
      const own = cause === 'timed-out' || cause === 'grant-ended' ? '9' : at;
      const earliest = [sessionExpiresAt, ofGrant, own].toSorted()[0];
      return endedAt > at || endedAt !== earliest;
    });
  },

  'who knows five types of event never sees access to a workspace where there is none': ({
    decided,
    log,
  }) => {
    const begun = log.slice(0, log.length - decided.flatMap(({ events }) => events).length);
    let known: Simple = begun.reduce(fiveTypes, undefined);
    return decided.filter(({ events, after, context }) => {
      known = events.reduce(fiveTypes, known);
      const at = momentOf(after, context.now);
      const grant = activeGrant(after);
      const isOpen = grant !== undefined && at < grant.expiresAt;
      const seemsOpen = known !== undefined && at < known.expiresAt;
      return seemsOpen ? !isOpen : isOpen && grant.extensions === 0;
    });
  },

  'recorded times never go backwards': ({ log }) => {
    const times = log.map(happenedAt);
    return times.filter((at, index) => index > 0 && at < times[index - 1]!);
  },

  'nobody logs in outside of a grant, and no session outlives it': ({ log }) => {
    const open = new Map<string, { from: string; to: string }>();
    const wrong: SupportAccessEvent[] = [];
    for (const event of log) {
      const { type, data } = event;
      if (type === 'SupportAccessGranted')
        open.set(data.grantId, { from: data.grantedAt, to: data.expiresAt });
      if (type === 'SupportAccessExtended') open.get(data.grantId)!.to = data.expiresAt;
      if (type === 'SupportAccessRevoked' && !open.delete(data.grantId)) wrong.push(event);
      if (open.size > 1) wrong.push(event);
      if (type !== 'SupportLogin') continue;
      const { from, to } = open.get(data.grantId) ?? { from: '', to: '' };
      const { at, sessionExpiresAt } = data;
      if (!(from <= at && at < to && at < sessionExpiresAt && sessionExpiresAt <= to)) wrong.push(event);
    }
    return wrong;
  },

  'nothing ends by itself before its time': ({ log }) => [
    ...dataOf(log, 'SupportAccessRevoked').filter((end) => end.cause === 'expired' && end.at < end.expiresAt),
    ...dataOf(log, 'SupportAccessRequestClosed').filter(
      (end) => end.cause === 'expired' && end.at < end.requestExpiresAt,
    ),
    ...dataOf(log, 'SupportSessionEnded').filter(
      (end) => end.cause === 'timed-out' && end.at < end.sessionExpiresAt,
    ),
  ],

  'every command from outside leaves exactly one event of its own': ({ decided }) =>
    decided.filter(({ command, events }) => {
      const isOwn = OWN[command.type];
      if (isOwn === undefined) return false;
      const own = events.filter((event) => event.type === 'SupportAccessDenied' || isOwn(event));
      return own.length !== 1;
    }),
};

/** What ends by itself within thirty days, with nothing else asked. */
function settledLater(state: WorkspaceState): SupportAccessEvent[] {
  if (state.status === 'unknown') return [];
  const { tier, ownerIds } = state;
  const data = { workspaceId: 'w', tier, forcedSso: false, ownerIds: [...ownerIds] };
  const now = state.lastAt + 30 * DAY_MS;
  return decide({ type: 'UpdateWorkspace', data }, state, { now, newId: 'later', policy: LAX });
}

const LAX: DecisionContext['policy'] = {
  requireTicket: false,
  sessionMinutes: 60,
  requestMinutes: 4_320,
  maxExtensions: 3,
  maxConsecutiveGrants: 0,
};

const SYSTEMS = new Set(['timed-out', 'grant-ended', 'ticket-closed', 'expired', 'superseded', 'forced-sso']);
const isOfSomebody = ({ data }: SupportAccessEvent): boolean => 'cause' in data && !SYSTEMS.has(data.cause);

const OWN: Partial<Record<Command['type'], (event: SupportAccessEvent) => boolean>> = {
  UpdateWorkspace: ({ type }) => type === 'WorkspaceUpdated',
  RequestSupportAccess: ({ type }) => type === 'SupportAccessRequested',
  WithdrawSupportAccessRequest: (event) => event.type === 'SupportAccessRequestClosed' && isOfSomebody(event),
  DeclineSupportAccessRequest: (event) => event.type === 'SupportAccessRequestClosed' && isOfSomebody(event),
  GrantSupportAccess: ({ type }) => type === 'SupportAccessGranted',
  ExtendSupportAccess: ({ type }) => type === 'SupportAccessExtended',
  RecordSupportLogin: ({ type }) => type === 'SupportLogin',
  EndSupportSession: (event) => event.type === 'SupportSessionEnded' && isOfSomebody(event),
  RevokeSupportAccess: (event) => event.type === 'SupportAccessRevoked' && isOfSomebody(event),
  CloseTicket: ({ type }) => type === 'SupportTicketClosed',
};

/** The active grant as somebody sees it who skips every type of event that 0.1.0 did not have. */
type Simple = { grantId: string; expiresAt: number } | undefined;

function fiveTypes(known: Simple, { type, data }: SupportAccessEvent): Simple {
  if (type === 'SupportAccessGranted') return { grantId: data.grantId, expiresAt: toEpochMs(data.expiresAt) };
  return type === 'SupportAccessRevoked' && data.grantId === known?.grantId ? undefined : known;
}
