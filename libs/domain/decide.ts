import type {
  CloseTicket,
  Command,
  ExpiryCommand,
  ExternalCommand,
  GrantSupportAccess,
  UpdateWorkspace,
} from './commands.js';
import type { Moment } from './ends.js';
import { grantEnded, MAX_SESSION_ENDS, requestClosed, sessionEnded } from './ends.js';
import { UnknownCommandError } from './errors.js';
import type { SupportAccessEvent } from './events.js';
import type { EpochMs } from './instant.js';
import { MINUTE_MS, toInstant } from './instant.js';
import type { Engineer, Party } from './people.js';
import { SYSTEM } from './people.js';
import { admitExtension, admitGrant, admitRevoke } from './rules/grant.js';
import type { Policy, Situation } from './rules/refusal.js';
import { Refusal, UNKNOWN } from './rules/refusal.js';
import { admitRefusal, admitWithdrawal, refuseRequest } from './rules/request.js';
import { admitLogin, admitSessionEnd, liveSessions } from './rules/session.js';
import { settle } from './settle.js';
import { denied, extended, granted, loggedIn, requested, workspaceUpdated } from './starts.js';
import type { KnownWorkspace, WorkspaceState } from './state.js';
import { activeGrant } from './state.js';
import { withoutUndefined } from './without-undefined.js';

/** What a decision may depend on besides the command and the stream. */
export type DecisionContext = {
  /** The clock, read once for the command. */
  now: EpochMs;
  /** A fresh UUIDv7: the id of the request, the grant or the session, should the command open one. */
  newId: string;
  policy: Policy;
};

/** T1: nothing is opened when the clock is further than this behind the stream's last time. */
export const CLOCK_TOLERANCE_MS = 5 * MINUTE_MS;

/**
 * What one command does to one workspace. Pure; the same arguments give the same events.
 * @returns the events to append, in order: what was over and not recorded (E2), the command's own event, what follows from it. Empty
 *   only for an expiry with nothing to do (E1).
 */
export function decide(
  command: Command,
  before: WorkspaceState,
  { now, newId, policy }: DecisionContext,
): SupportAccessEvent[] {
  // C1: recorded times never go backwards, and decisions use the recorded time.
  const at = Math.max(now, before.lastAt);
  const moment: Moment = { workspaceId: command.data.workspaceId, at, room: MAX_SESSION_ENDS };
  if (isExpiry(command)) {
    const named = command.type === 'ExpireSupportSession' ? command.data.sessionId : undefined;
    const { events } = settle(moment, before, named);
    return events.some((event) => isEndOf(command, event)) ? events : [];
  }
  const { events, state } = settle(moment, before);
  const situation: Situation = { at, clockIsBehind: at - now > CLOCK_TOLERANCE_MS, policy };
  const room = MAX_SESSION_ENDS - events.filter(({ type }) => type === 'SupportSessionEnded').length;
  const decided = decideSettled(command, state, { ...moment, room }, situation, newId);
  const own = decided instanceof Refusal ? [denied(command, askedBy(command), decided, moment)] : decided;
  return [...events, ...own];
}

const isExpiry = (command: Command): command is ExpiryCommand =>
  command.type === 'ExpireSupportAccess' ||
  command.type === 'ExpireSupportSession' ||
  command.type === 'ExpireSupportAccessRequest';

/** E1: whether an event is the end of what an expiry names, by kind and id. */
function isEndOf({ type, data }: ExpiryCommand, event: SupportAccessEvent): boolean {
  if (event.type === 'SupportAccessRevoked')
    return type === 'ExpireSupportAccess' && event.data.grantId === data.grantId;
  if (event.type === 'SupportSessionEnded')
    return type === 'ExpireSupportSession' && event.data.sessionId === data.sessionId;
  if (event.type === 'SupportAccessRequestClosed')
    return type === 'ExpireSupportAccessRequest' && event.data.requestId === data.requestId;
  return false;
}

/** Decides on a state in which nothing is over at that moment. */
function decideSettled(
  command: ExternalCommand,
  state: WorkspaceState,
  moment: Moment,
  situation: Situation,
  newId: string,
): SupportAccessEvent[] | Refusal {
  const { at } = moment;
  if (command.type === 'UpdateWorkspace')
    return [workspaceUpdated(command.data, at), ...endsByForcedSso(command.data, state, moment)];
  if (state.status === 'unknown') return UNKNOWN;
  switch (command.type) {
    case 'RequestSupportAccess': {
      const refusal = refuseRequest(command.data, state, situation);
      return refusal ?? [requested(command.data, newId, situation.policy.requestMinutes, at)];
    }
    case 'WithdrawSupportAccessRequest': {
      const request = admitWithdrawal(command.data, state);
      if (request instanceof Refusal) return request;
      return [
        requestClosed(moment, request, 'withdrawn', { by: askedBy(command), reason: command.data.reason }),
      ];
    }
    case 'DeclineSupportAccessRequest': {
      const request = admitRefusal(command.data, state);
      if (request instanceof Refusal) return request;
      const { actor: by, reason } = command.data;
      // Q7: what the vendor closes, no owner has declined.
      return [
        requestClosed(moment, request, by.kind === 'vendor' ? 'withdrawn' : 'declined', { by, reason }),
      ];
    }
    case 'GrantSupportAccess': {
      const terms = admitGrant(command.data, state, situation);
      if (terms instanceof Refusal) return terms;
      return [granted(command.data, terms, newId, at), ...superseded(command.data, state, newId, moment)];
    }
    case 'ExtendSupportAccess': {
      const terms = admitExtension(command.data, state, situation);
      if (terms instanceof Refusal) return terms;
      return [
        extended(command.data, terms, at),
        ...superseded(command.data, state, terms.grant.grantId, moment),
      ];
    }
    case 'RecordSupportLogin': {
      const grant = admitLogin(command.data, state, situation);
      if (grant instanceof Refusal) return grant;
      return [loggedIn(command.data, grant, newId, situation.policy.sessionMinutes, at)];
    }
    case 'EndSupportSession': {
      const session = admitSessionEnd(command.data, state, situation);
      if (session instanceof Refusal) return session;
      const { actor, reason } = command.data;
      const cause = actor === undefined ? 'signed-out' : 'closed';
      return [sessionEnded(moment, session, cause, at, { by: askedBy(command), reason })];
    }
    case 'RevokeSupportAccess': {
      const grant = admitRevoke(command.data, state);
      if (grant instanceof Refusal) return grant;
      const { actor: by, reason } = command.data;
      return grantEnded(moment, state, grant, 'revoked', { by, reason });
    }
    case 'CloseTicket':
      return ticketClosed(command.data, state, moment);
    default:
      throw unknownCommand(command);
  }
}

/** W2: forced single sign-on ends the active grant and closes all pending requests. */
function endsByForcedSso(
  { forcedSso }: UpdateWorkspace,
  state: WorkspaceState,
  moment: Moment,
): SupportAccessEvent[] {
  if (!forcedSso || state.status === 'unknown') return [];
  const grant = activeGrant(state);
  if (grant !== undefined) return grantEnded(moment, state, grant, 'forced-sso');
  return state.requests.map((each) => requestClosed(moment, each, 'forced-sso'));
}

/** K1, K2: the closing itself, then what it ends. Nothing of it is remembered (K3). */
function ticketClosed(
  { workspaceId, ticketId, actor: by, reason }: CloseTicket,
  state: KnownWorkspace,
  moment: Moment,
): SupportAccessEvent[] {
  const grant = activeGrant(state);
  const isOfGrant = grant?.ticketId === ticketId;
  const names = (each: { ticketId?: string }): boolean => each.ticketId === ticketId;
  const ends =
    grant !== undefined && isOfGrant
      ? grantEnded(moment, state, grant, 'ticket-closed', { ticketId })
      : liveSessions(state, moment.at)
          .filter(names)
          .map((each) => sessionEnded(moment, each, 'ticket-closed', moment.at));
  // Those of the ended grant are closed with it.
  const requests = state.requests.filter((each) => names(each) && !(isOfGrant && each.grantId !== undefined));
  return [
    {
      type: 'SupportTicketClosed',
      data: { workspaceId, ticketId, at: toInstant(moment.at), ...withoutUndefined({ by, reason }) },
    },
    ...ends,
    ...requests.map((each) => requestClosed(moment, each, 'ticket-closed')),
  ];
}

/** V1: closes the pending requests that a new grant or an extension answers without naming them. */
const superseded = (
  { requestId }: Pick<GrantSupportAccess, 'requestId'>,
  { requests }: KnownWorkspace,
  grantId: string,
  moment: Moment,
): SupportAccessEvent[] =>
  requests
    .filter((each) => each.requestId !== requestId)
    .map((each) => requestClosed(moment, each, 'superseded', { grantId }));

/** Who asks, for the record. A command without a person is the work of a service. */
function askedBy({ data }: ExternalCommand): Party {
  const { actor, engineer } = data as { actor?: Party; engineer?: Engineer };
  if (actor !== undefined) return actor;
  return engineer === undefined ? SYSTEM : { ...engineer, kind: 'engineer' };
}

const unknownCommand = (command: never): Error => new UnknownCommandError((command as { type: string }).type);
