import type {
  Command,
  GrantSupportAccess,
  RecordSupportLogin,
  RevokeSupportAccess,
  UpdateWorkspace,
} from './commands.js';
import type { DenialCode, RevocationCause, SupportAccessDenied, SupportAccessEvent } from './events.js';
import type { EpochMs } from './instant.js';
import { MINUTE_MS, toInstant } from './instant.js';
import type { Party } from './people.js';
import { SYSTEM } from './people.js';
import type { WorkspaceState } from './state.js';
import { evolve } from './state.js';

/** What a decision may depend on besides the command and the stream. */
export type DecisionContext = {
  /** The clock, read once for the command. */
  now: EpochMs;
  /** A fresh UUIDv7: the id of the grant or the session, should the command open one. */
  newId: string;
  policy: Policy;
};

export type Policy = {
  /** L3: logins must carry a ticket. */
  requireTicket: boolean;
  /** How long a support session lasts at most, in minutes. */
  sessionMinutes: number;
};

/** T1: how far the clock may lie behind the stream before nothing that opens access is decided by it. */
export const CLOCK_TOLERANCE_MS = 5 * MINUTE_MS;

type Known = Extract<WorkspaceState, { status: 'known' }>;
type Refusal = { code: DenialCode; grantId?: string; expiresAt?: EpochMs };

/**
 * The rules: what one command does to one workspace. Pure; the same arguments give the same events.
 * @returns the events to append, in order: an expiry that was due, the command's own event, what follows from it.
 *   Empty only for an expiry with nothing to do.
 */
export function decide(
  command: Command,
  before: WorkspaceState,
  context: DecisionContext,
): SupportAccessEvent[] {
  // C1: recorded times never go backwards, and the recorded time is the one that decides.
  const at = Math.max(context.now, before.lastAt);
  if (command.type === 'ExpireSupportAccess') {
    const { grantId } = command.data;
    return isPastItsEnd(before, at) && before.grant.grantId === grantId
      ? [ended(command, before, at, 'expired')]
      : [];
  }
  // E2: whoever meets a grant past its end records that first.
  const due = isPastItsEnd(before, at) ? [ended(command, before, at, 'expired')] : [];
  const state = due.reduce(evolve, before);
  const clockIsBehind = context.now < before.lastAt - CLOCK_TOLERANCE_MS;
  switch (command.type) {
    case 'UpdateWorkspace':
      return [...due, ...update(command, state, at)];
    case 'GrantSupportAccess': {
      const refusal = refuseGrant(command.data, state, clockIsBehind);
      return [
        ...due,
        refusal ? denied(command, command.data.actor, at, refusal) : granted(command.data, at, context),
      ];
    }
    case 'RecordSupportLogin': {
      const by: Party = { ...command.data.engineer, kind: 'engineer' };
      const active = admitLogin(command.data, state, clockIsBehind, context.policy);
      return [
        ...due,
        'code' in active ? denied(command, by, at, active) : login(command.data, active, at, context),
      ];
    }
    case 'RevokeSupportAccess': {
      const active = admitRevoke(command.data, state);
      const { actor, reason } = command.data;
      return [
        ...due,
        'code' in active
          ? denied(command, actor, at, active)
          : ended(command, active, at, 'revoked', actor, reason),
      ];
    }
    default:
      throw unknownCommand(command);
  }
}

type WithActiveGrant = Known & { grant: { status: 'active' } };

const hasActiveGrant = (state: WorkspaceState): state is WithActiveGrant =>
  state.status === 'known' && state.grant.status === 'active';

const isPastItsEnd = (state: WorkspaceState, at: EpochMs): state is WithActiveGrant =>
  hasActiveGrant(state) && at >= state.grant.expiresAt;

const isOwner = (actor: Party, state: Known): boolean =>
  actor.kind === 'user' && state.ownerIds.includes(actor.id);

/** G2 G1 G6 G3 G5 T1, in this order. */
function refuseGrant(
  data: GrantSupportAccess,
  state: WorkspaceState,
  clockIsBehind: boolean,
): Refusal | undefined {
  if (state.status === 'unknown') return { code: 'UNKNOWN_WORKSPACE' };
  if (!isOwner(data.actor, state)) return { code: 'NOT_WORKSPACE_OWNER' };
  if (data.actor.sessionId !== undefined) return { code: 'IMPERSONATED' };
  if (state.forcedSso) return { code: 'FORCED_SSO' };
  if (state.grant.status === 'active')
    return { code: 'ALREADY_GRANTED', grantId: state.grant.grantId, expiresAt: state.grant.expiresAt };
  if (clockIsBehind) return { code: 'CLOCK_BEHIND' };
  return undefined;
}

/** G2 L2 L1 L3 T1, in this order. */
function admitLogin(
  data: RecordSupportLogin,
  state: WorkspaceState,
  clockIsBehind: boolean,
  policy: Policy,
): WithActiveGrant | Refusal {
  if (state.status === 'unknown') return { code: 'UNKNOWN_WORKSPACE' };
  if (state.grant.status === 'expired')
    return { code: 'ACCESS_EXPIRED', grantId: state.grant.grantId, expiresAt: state.grant.expiresAt };
  if (!hasActiveGrant(state)) return { code: 'NO_ACTIVE_GRANT' };
  const { grantId, ticketId } = state.grant;
  if (policy.requireTicket && (data.ticketId === undefined || data.ticketId !== (ticketId ?? data.ticketId)))
    return { code: 'TICKET_REQUIRED', grantId };
  if (clockIsBehind) return { code: 'CLOCK_BEHIND', grantId };
  return state;
}

/** G2 R1 R2, in this order. */
function admitRevoke(data: RevokeSupportAccess, state: WorkspaceState): WithActiveGrant | Refusal {
  if (state.status === 'unknown') return { code: 'UNKNOWN_WORKSPACE' };
  if (data.actor.kind !== 'vendor' && !isOwner(data.actor, state)) return { code: 'NOT_WORKSPACE_OWNER' };
  const named = data.grantId;
  if (!hasActiveGrant(state) || (named !== undefined && named !== state.grant.grantId))
    return { code: 'NO_ACTIVE_GRANT', ...(named !== undefined && { grantId: named }) };
  return state;
}

/** W1 and W2: always recorded, and forced SSO takes an active grant with it. */
function update(
  command: { type: 'UpdateWorkspace'; data: UpdateWorkspace },
  state: WorkspaceState,
  at: EpochMs,
): SupportAccessEvent[] {
  const { actor, ...replacement } = command.data;
  const updated: SupportAccessEvent = {
    type: 'WorkspaceUpdated',
    data: { ...replacement, ...(actor && { by: actor }), at: toInstant(at) },
  };
  return replacement.forcedSso && hasActiveGrant(state)
    ? [updated, ended(command, state, at, 'forced-sso')]
    : [updated];
}

function granted(data: GrantSupportAccess, at: EpochMs, { newId }: DecisionContext): SupportAccessEvent {
  const { workspaceId, actor, durationMinutes, ticketId, reason } = data;
  return {
    type: 'SupportAccessGranted',
    data: {
      workspaceId,
      grantId: newId,
      grantedBy: actor,
      grantedAt: toInstant(at),
      expiresAt: toInstant(at + durationMinutes * MINUTE_MS),
      ...(ticketId !== undefined && { ticketId }),
      ...(reason !== undefined && { reason }),
    },
  };
}

function login(
  data: RecordSupportLogin,
  state: WithActiveGrant,
  at: EpochMs,
  context: DecisionContext,
): SupportAccessEvent {
  const sessionEnd = Math.min(at + context.policy.sessionMinutes * MINUTE_MS, state.grant.expiresAt);
  return {
    type: 'SupportLogin',
    data: {
      ...data,
      grantId: state.grant.grantId,
      sessionId: context.newId,
      at: toInstant(at),
      sessionExpiresAt: toInstant(sessionEnd),
    },
  };
}

function ended(
  command: Command,
  state: WithActiveGrant,
  at: EpochMs,
  cause: RevocationCause,
  revokedBy: Party = SYSTEM,
  reason?: string,
): SupportAccessEvent {
  const { grantId, expiresAt } = state.grant;
  return {
    type: 'SupportAccessRevoked',
    data: {
      workspaceId: command.data.workspaceId,
      grantId,
      cause,
      revokedBy,
      at: toInstant(at),
      expiresAt: toInstant(expiresAt),
      ...(reason !== undefined && { reason }),
    },
  };
}

type Deniable = Extract<
  Command,
  { type: 'GrantSupportAccess' | 'RecordSupportLogin' | 'RevokeSupportAccess' }
>;

function denied(command: Deniable, by: Party, at: EpochMs, refusal: Refusal): SupportAccessEvent {
  const { workspaceId, ticketId, reason, ipAddress, userAgent } =
    command.data as Partial<RecordSupportLogin> & {
      workspaceId: string;
    };
  const data: SupportAccessDenied = {
    workspaceId,
    attempted: command.type,
    code: refusal.code,
    by,
    at: toInstant(at),
    ...(refusal.grantId !== undefined && { grantId: refusal.grantId }),
    ...(refusal.expiresAt !== undefined && { expiresAt: toInstant(refusal.expiresAt) }),
    ...(ticketId !== undefined && { ticketId }),
    ...(reason !== undefined && { reason }),
    ...(ipAddress !== undefined && { ipAddress }),
    ...(userAgent !== undefined && { userAgent }),
  };
  return { type: 'SupportAccessDenied', data };
}

const unknownCommand = (command: never): Error =>
  new Error(`unknown command ${(command as { type: string }).type}`);
