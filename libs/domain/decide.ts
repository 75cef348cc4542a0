import type { Command, GrantSupportAccess, RecordSupportLogin, UpdateWorkspace } from './commands.js';
import { UnknownCommandError } from './errors.js';
import type { RevocationCause, SupportAccessEvent } from './events.js';
import type { EpochMs } from './instant.js';
import { MINUTE_MS, toInstant } from './instant.js';
import type { Party } from './people.js';
import { SYSTEM } from './people.js';
import type { ActiveGrant, Policy, Refusal } from './rules.js';
import { activeGrant, admitLogin, admitRevoke, overdueGrant, refuseGrant } from './rules.js';
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

/** T1: grants and logins are refused when the clock is further than this behind the stream's last time. */
export const CLOCK_TOLERANCE_MS = 5 * MINUTE_MS;

/**
 * What one command does to one workspace. Pure; the same arguments give the same events.
 * @returns the events to append, in order: an expiry that was due (E2), the command's own event, what follows from it
 *   (W2). Empty only for an expiry with nothing to do (E1).
 */
export function decide(
  command: Command,
  before: WorkspaceState,
  context: DecisionContext,
): SupportAccessEvent[] {
  // C1: recorded times never go backwards, and decisions use the recorded time.
  const at = Math.max(context.now, before.lastAt);
  const overdue = overdueGrant(before, at);
  if (command.type === 'ExpireSupportAccess')
    return overdue?.grantId === command.data.grantId ? [ended(command, overdue, 'expired', at)] : [];
  if (!overdue) return decideUpToDate(command, before, at, context);
  const expiry = ended(command, overdue, 'expired', at);
  return [expiry, ...decideUpToDate(command, evolve(before, expiry), at, context)];
}

type ExternalCommand = Exclude<Command, { type: 'ExpireSupportAccess' }>;
type RefusableCommand = Exclude<ExternalCommand, { type: 'UpdateWorkspace' }>;

/** Decides on a state whose active grant, if any, is not over at `at`. */
function decideUpToDate(
  command: ExternalCommand,
  state: WorkspaceState,
  at: EpochMs,
  { now, newId, policy }: DecisionContext,
): SupportAccessEvent[] {
  const clockIsBehind = at - now > CLOCK_TOLERANCE_MS;
  switch (command.type) {
    case 'UpdateWorkspace': {
      const updated = workspaceUpdated(command.data, at);
      const grant = activeGrant(state);
      return grant && command.data.forcedSso ? [updated, ended(command, grant, 'forced-sso', at)] : [updated];
    }
    case 'GrantSupportAccess': {
      const refusal = refuseGrant(command.data, state, clockIsBehind);
      if (refusal) return [denied(command, command.data.actor, refusal, at)];
      return [granted(command.data, newId, at)];
    }
    case 'RecordSupportLogin': {
      const verdict = admitLogin(command.data, state, clockIsBehind, policy);
      if (verdict.status === 'refused')
        return [denied(command, { ...command.data.engineer, kind: 'engineer' }, verdict, at)];
      return [loggedIn(command.data, verdict, newId, policy.sessionMinutes, at)];
    }
    case 'RevokeSupportAccess': {
      const { actor, reason } = command.data;
      const verdict = admitRevoke(command.data, state);
      if (verdict.status === 'refused') return [denied(command, actor, verdict, at)];
      return [ended(command, verdict, 'revoked', at, actor, reason)];
    }
    default:
      throw unknownCommand(command);
  }
}

function workspaceUpdated(data: UpdateWorkspace, at: EpochMs): SupportAccessEvent {
  const { workspaceId, name, tier, forcedSso, ownerIds, actor: by } = data;
  return {
    type: 'WorkspaceUpdated',
    data: { workspaceId, tier, forcedSso, ownerIds, at: toInstant(at), ...withoutUndefined({ name, by }) },
  };
}

function granted(data: GrantSupportAccess, grantId: string, at: EpochMs): SupportAccessEvent {
  const { workspaceId, actor: grantedBy, durationMinutes, ticketId, reason } = data;
  const grantedAt = toInstant(at);
  // G4: stored, so that a later policy cannot rewrite the past.
  const expiresAt = toInstant(at + durationMinutes * MINUTE_MS);
  return {
    type: 'SupportAccessGranted',
    data: {
      workspaceId,
      grantId,
      grantedBy,
      grantedAt,
      expiresAt,
      ...withoutUndefined({ ticketId, reason }),
    },
  };
}

function loggedIn(
  data: RecordSupportLogin,
  grant: ActiveGrant,
  sessionId: string,
  sessionMinutes: number,
  at: EpochMs,
): SupportAccessEvent {
  const { workspaceId, engineer, ticketId, reason, ipAddress, userAgent } = data;
  return {
    type: 'SupportLogin',
    data: {
      workspaceId,
      grantId: grant.grantId,
      sessionId,
      engineer,
      at: toInstant(at),
      sessionExpiresAt: toInstant(Math.min(at + sessionMinutes * MINUTE_MS, grant.expiresAt)),
      ...withoutUndefined({ ticketId, reason, ipAddress, userAgent }),
    },
  };
}

function ended(
  command: Command,
  { grantId, expiresAt }: ActiveGrant,
  cause: RevocationCause,
  at: EpochMs,
  revokedBy: Party = SYSTEM,
  reason?: string,
): SupportAccessEvent {
  return {
    type: 'SupportAccessRevoked',
    data: {
      workspaceId: command.data.workspaceId,
      grantId,
      cause,
      revokedBy,
      at: toInstant(at),
      expiresAt: toInstant(expiresAt),
      ...withoutUndefined({ reason }),
    },
  };
}

function denied(command: RefusableCommand, by: Party, refusal: Refusal, at: EpochMs): SupportAccessEvent {
  const asked: {
    workspaceId: string;
    ticketId?: string;
    reason?: string;
    ipAddress?: string;
    userAgent?: string;
  } = command.data;
  const { workspaceId, ticketId, reason, ipAddress, userAgent } = asked;
  const { code, grantId } = refusal;
  const expiresAt = refusal.expiresAt === undefined ? undefined : toInstant(refusal.expiresAt);
  return {
    type: 'SupportAccessDenied',
    data: {
      workspaceId,
      attempted: command.type,
      code,
      by,
      at: toInstant(at),
      ...withoutUndefined({ grantId, expiresAt, ticketId, reason, ipAddress, userAgent }),
    },
  };
}

type WithoutUndefined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Removes undefined fields: stored data has no keys without a value. */
function withoutUndefined<T extends object>(fields: T): WithoutUndefined<T> {
  const kept: Partial<T> = {};
  for (const name in fields) if (fields[name] !== undefined) kept[name] = fields[name];
  return kept as WithoutUndefined<T>;
}

const unknownCommand = (command: never): Error => new UnknownCommandError((command as { type: string }).type);
