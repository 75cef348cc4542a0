import type { GrantSupportAccess, RecordSupportLogin, RevokeSupportAccess } from './commands.js';
import { assertNever } from './errors.js';
import type { DenialCode } from './events.js';
import type { EpochMs } from './instant.js';
import type { Actor } from './people.js';
import type { GrantState, WorkspaceState } from './state.js';

export type Policy = {
  /** L3: logins must carry a ticket. */
  requireTicket: boolean;
  /** How long a support session lasts at most, in minutes. */
  sessionMinutes: number;
};

/** Why a command is refused, with further facts for its answer. */
export type Refusal = { status: 'refused'; code: DenialCode; grantId?: string; expiresAt?: EpochMs };

export type ActiveGrant = Extract<GrantState, { status: 'active' }>;

type KnownWorkspace = Extract<WorkspaceState, { status: 'known' }>;

/** The grant that is over at `at` and whose end is not recorded yet. */
export function overdueGrant(state: WorkspaceState, at: EpochMs): ActiveGrant | undefined {
  const grant = activeGrant(state);
  return grant && at >= grant.expiresAt ? grant : undefined;
}

export const activeGrant = (state: WorkspaceState): ActiveGrant | undefined =>
  state.status === 'known' && state.grant.status === 'active' ? state.grant : undefined;

/** Checks the rules G2 G1 G6 G3 G5 T1 in this order; the first that fails is the refusal. */
export function refuseGrant(
  { actor }: GrantSupportAccess,
  state: WorkspaceState,
  clockIsBehind: boolean,
): Refusal | undefined {
  if (state.status === 'unknown') return refused('UNKNOWN_WORKSPACE');
  if (!isOwner(actor, state)) return refused('NOT_WORKSPACE_OWNER');
  if (actor.sessionId !== undefined) return refused('IMPERSONATED');
  if (state.forcedSso) return refused('FORCED_SSO');
  if (state.grant.status === 'active') {
    const { grantId, expiresAt } = state.grant;
    return refused('ALREADY_GRANTED', { grantId, expiresAt });
  }
  if (clockIsBehind) return refused('CLOCK_BEHIND');
  return undefined;
}

/** Checks the rules G2 L2 L1 L3 T1 in this order; the first that fails is the refusal. */
export function admitLogin(
  data: RecordSupportLogin,
  state: WorkspaceState,
  clockIsBehind: boolean,
  policy: Policy,
): ActiveGrant | Refusal {
  if (state.status === 'unknown') return refused('UNKNOWN_WORKSPACE');
  const { grant } = state;
  switch (grant.status) {
    case 'expired':
      return refused('ACCESS_EXPIRED', { grantId: grant.grantId, expiresAt: grant.expiresAt });
    case 'none':
    case 'revoked':
      return refused('NO_ACTIVE_GRANT');
    case 'active':
      if (policy.requireTicket && !carriesTicketOf(grant, data))
        return refused('TICKET_REQUIRED', { grantId: grant.grantId });
      if (clockIsBehind) return refused('CLOCK_BEHIND', { grantId: grant.grantId });
      return grant;
    default:
      return assertNever(grant, 'grant');
  }
}

/** G2 R1 R2: the first that fails answers. */
export function admitRevoke(data: RevokeSupportAccess, state: WorkspaceState): ActiveGrant | Refusal {
  if (state.status === 'unknown') return refused('UNKNOWN_WORKSPACE');
  if (data.actor.kind !== 'vendor' && !isOwner(data.actor, state)) return refused('NOT_WORKSPACE_OWNER');
  const grant = activeGrant(state);
  if (data.grantId === undefined) return grant ?? refused('NO_ACTIVE_GRANT');
  return grant?.grantId === data.grantId ? grant : refused('NO_ACTIVE_GRANT', { grantId: data.grantId });
}

/** G1, R1: the kind counts, since a vendor's id may equal an owner's. */
const isOwner = (actor: Actor, workspace: KnownWorkspace): boolean =>
  actor.kind === 'user' && workspace.ownerIds.includes(actor.id);

/** L3: the grant's own ticket when it names one, otherwise any. */
const carriesTicketOf = (grant: ActiveGrant, { ticketId }: RecordSupportLogin): boolean =>
  ticketId !== undefined && (grant.ticketId === undefined || grant.ticketId === ticketId);

const refused = (code: DenialCode, detail?: { grantId: string; expiresAt?: EpochMs }): Refusal => ({
  status: 'refused',
  code,
  ...detail,
});
