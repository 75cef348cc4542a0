import type { Tier } from './commands.js';
import { BrokenHistoryError, UnknownEventError } from './errors.js';
import type {
  RevocationCause,
  SupportAccessEvent,
  SupportAccessExtended,
  SupportAccessGranted,
  SupportAccessRequested,
  SupportAccessRevoked,
  SupportLogin,
} from './events.js';
import { endFault, grantFault, happenedAt } from './events.js';
import type { EpochMs } from './instant.js';
import { MINUTE_MS, toEpochMs } from './instant.js';
import type { Engineer } from './people.js';

/** A support login whose end is not recorded yet. */
export type SupportSession = {
  sessionId: string;
  grantId: string;
  engineer: Engineer;
  expiresAt: EpochMs;
  ticketId?: string;
  /** When and why its grant ended, if that is recorded and the session's own end is not: releases before 0.2 recorded none. */
  ended?: { at: EpochMs; cause: 'grant-ended' | 'ticket-closed' };
};

/** A pending request: no end of it is recorded. */
export type PendingRequest = {
  requestId: string;
  engineerId: string;
  expiresAt: EpochMs;
  durationMinutes: number;
  ticketId?: string;
  /** The grant to extend, in a request for an extension. */
  grantId?: string;
};

export type ActiveGrant = {
  status: 'active';
  grantId: string;
  /** The owner's id. */
  grantedBy: string;
  grantedAt: EpochMs;
  /** Extensions included. */
  expiresAt: EpochMs;
  ticketId?: string;
  /** How often it was extended. */
  extensions: number;
  /** How many grants in a row this makes, itself included. */
  consecutive: number;
};

/** The latest grant of a workspace, as recorded. An ended one is kept, so that the refusal of a late login can say why. */
export type GrantState =
  | { status: 'none' }
  | ActiveGrant
  | {
      status: 'expired' | 'revoked';
      grantId: string;
      expiresAt: EpochMs;
      /** When access ended in fact. */
      endedAt: EpochMs;
      consecutive: number;
    };

export type KnownWorkspace = {
  status: 'known';
  lastAt: EpochMs;
  name?: string;
  tier: Tier;
  forcedSso: boolean;
  ownerIds: readonly string[];
  grant: GrantState;
  /** By login, oldest first. */
  sessions: readonly SupportSession[];
  /** By time, oldest first. */
  requests: readonly PendingRequest[];
  /** When the last {@link REQUESTS_A_DAY} requests were made, oldest first. */
  recentRequests: readonly EpochMs[];
};

/**
 * The folded state of a workspace, for the decider, the access check and the check of owners. `lastAt` is the stream's last time, 0
 * before its first event.
 */
export type WorkspaceState = { status: 'unknown'; lastAt: EpochMs } | KnownWorkspace;

export const initialState: WorkspaceState = { status: 'unknown', lastAt: 0 };

/** Q3: requests in any 24 hours, answered or not. */
export const REQUESTS_A_DAY = 10;

/** A grant given less than this after the one before it ended follows it in a row. */
export const IN_A_ROW_MS = 24 * 60 * MINUTE_MS;

const NOTHING = { grant: { status: 'none' }, sessions: [], requests: [], recentRequests: [] } as const;

/** Stands for a workspace that nobody described, so that an event of a newer release is named as that also there. */
const NOBODYS: KnownWorkspace = {
  status: 'known',
  lastAt: 0,
  tier: 'free',
  forcedSso: false,
  ownerIds: [],
  ...NOTHING,
};

export const activeGrant = (state: WorkspaceState): ActiveGrant | undefined =>
  state.status === 'known' && state.grant.status === 'active' ? state.grant : undefined;

/** How many grants in a row a new one would make at that time. */
export const consecutiveAt = (last: GrantState, at: EpochMs): number =>
  'endedAt' in last && at < last.endedAt + IN_A_ROW_MS ? last.consecutive + 1 : 1;

/** When a grant was over: its own end if it expired, else when it was ended. */
export const grantOverAt = (
  cause: RevocationCause,
  { at, expiresAt }: { at: EpochMs; expiresAt: EpochMs },
): EpochMs => (cause === 'expired' ? expiresAt : at);

/** Why a session is over that ended with its grant. */
export const causeWithGrant = (cause: RevocationCause): 'grant-ended' | 'ticket-closed' =>
  cause === 'ticket-closed' ? 'ticket-closed' : 'grant-ended';

/**
 * The fold. It never mutates the state it is given and never reads a clock: what is past its end stays open here until the stream
 * says otherwise.
 * @throws UnknownEventError, BrokenHistoryError
 */
export function evolve(state: WorkspaceState, event: SupportAccessEvent): WorkspaceState {
  const lastAt = Math.max(state.lastAt, toEpochMs(happenedAt(event)));
  if (event.type === 'WorkspaceUpdated') {
    const { name, tier, forcedSso, ownerIds } = event.data;
    // W3: grant, sessions and requests survive a change of owners, because the workspace has them.
    const { grant, sessions, requests, recentRequests } = state.status === 'known' ? state : NOTHING;
    return {
      status: 'known',
      lastAt,
      ...(name !== undefined && { name }),
      tier,
      forcedSso,
      ownerIds,
      grant,
      sessions,
      requests,
      recentRequests,
    };
  }
  if (event.type === 'SupportAccessDenied') return { ...state, lastAt };
  const changed = changes(state.status === 'known' ? state : NOBODYS, event);
  if (state.status === 'unknown') throw notDescribed(event);
  return { ...state, lastAt, ...changed };
}

type EventOfKnown = Exclude<SupportAccessEvent, { type: 'WorkspaceUpdated' | 'SupportAccessDenied' }>;

function changes(state: KnownWorkspace, event: EventOfKnown): Partial<KnownWorkspace> | undefined {
  switch (event.type) {
    case 'SupportAccessRequested':
      return {
        requests: [...state.requests, pending(event.data)],
        recentRequests: [...state.recentRequests, toEpochMs(event.data.at)].slice(-REQUESTS_A_DAY),
      };
    case 'SupportAccessRequestClosed':
      return withoutRequest(state, event.data.requestId);
    case 'SupportAccessGranted':
      return { grant: granted(event.data, state.grant), ...withoutRequest(state, event.data.requestId) };
    case 'SupportAccessExtended': {
      const grant = activeGrant(state);
      if (grant?.grantId !== event.data.grantId) return undefined;
      return { grant: extended(event.data, grant), ...withoutRequest(state, event.data.requestId) };
    }
    case 'SupportLogin':
      if (activeGrant(state)?.grantId !== event.data.grantId) return undefined;
      return { sessions: [...state.sessions, session(event.data)] };
    case 'SupportSessionEnded': {
      const { sessionId } = event.data;
      return { sessions: state.sessions.filter((each) => each.sessionId !== sessionId) };
    }
    case 'SupportAccessRevoked':
      // An end names its grant, and leaves other grants alone.
      return activeGrant(state)?.grantId === event.data.grantId ? revoked(state, event.data) : undefined;
    case 'SupportTicketClosed':
      return undefined;
    default:
      throw new UnknownEventError((event as { type: string }).type);
  }
}

function granted(data: SupportAccessGranted, last: GrantState): ActiveGrant {
  const fault = grantFault(data);
  if (fault !== undefined) throw new BrokenHistoryError(fault);
  const { grantId, grantedBy, ticketId } = data;
  const grantedAt = toEpochMs(data.grantedAt);
  return {
    status: 'active',
    grantId,
    grantedBy: grantedBy.id,
    grantedAt,
    expiresAt: toEpochMs(data.expiresAt),
    ...(ticketId !== undefined && { ticketId }),
    extensions: 0,
    consecutive: consecutiveAt(last, grantedAt),
  };
}

function extended({ expiresAt, extension }: SupportAccessExtended, grant: ActiveGrant): ActiveGrant {
  const fault = endFault(grant.grantId, grant.grantedAt, expiresAt);
  if (fault !== undefined) throw new BrokenHistoryError(fault);
  return { ...grant, expiresAt: toEpochMs(expiresAt), extensions: extension };
}

function session({ sessionId, grantId, engineer, sessionExpiresAt, ticketId }: SupportLogin): SupportSession {
  const expiresAt = toEpochMs(sessionExpiresAt);
  return { sessionId, grantId, engineer, expiresAt, ...(ticketId !== undefined && { ticketId }) };
}

function pending(data: SupportAccessRequested): PendingRequest {
  const { requestId, requestedBy, requestExpiresAt, durationMinutes, ticketId, grantId } = data;
  return {
    requestId,
    engineerId: requestedBy.id,
    expiresAt: toEpochMs(requestExpiresAt),
    durationMinutes,
    ...(ticketId !== undefined && { ticketId }),
    ...(grantId !== undefined && { grantId }),
  };
}

function revoked(state: KnownWorkspace, data: SupportAccessRevoked): Partial<KnownWorkspace> {
  const { grantId, cause } = data;
  const expiresAt = toEpochMs(data.expiresAt);
  const endedAt = grantOverAt(cause, { at: toEpochMs(data.at), expiresAt });
  const ended = { at: endedAt, cause: causeWithGrant(cause) };
  const { consecutive } = state.grant as ActiveGrant;
  return {
    grant: {
      status: cause === 'expired' ? 'expired' : 'revoked',
      grantId,
      expiresAt,
      endedAt,
      consecutive,
    },
    sessions: state.sessions.map((each) =>
      each.grantId === grantId && each.expiresAt >= endedAt ? { ...each, ended } : each,
    ),
  };
}

const withoutRequest = (
  { requests }: KnownWorkspace,
  requestId: string | undefined,
): Partial<KnownWorkspace> | undefined =>
  requestId === undefined ? undefined : { requests: requests.filter((each) => each.requestId !== requestId) };

const notDescribed = ({ type }: SupportAccessEvent): Error =>
  new BrokenHistoryError(`${type} in the stream of a workspace that nobody described`);
