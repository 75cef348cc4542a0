import type { EndSupportSession, RecordSupportLogin } from '../commands.js';
import type { EpochMs } from '../instant.js';
import type { ActiveGrant, KnownWorkspace, SupportSession } from '../state.js';
import { activeGrant } from '../state.js';
import type { Situation } from './refusal.js';
import { isOwner, Refusal } from './refusal.js';

/** L4: live sessions under a grant. */
export const MAX_LIVE_SESSIONS = 100;

/** The sessions of the active grant that are not over at that time, oldest first. Empty without an active grant. */
export function liveSessions(state: KnownWorkspace, at: EpochMs): readonly SupportSession[] {
  const grant = activeGrant(state);
  if (grant === undefined || at >= grant.expiresAt) return [];
  return state.sessions.filter((each) => each.grantId === grant.grantId && at < each.expiresAt);
}

/** Checks the rules L2 L1 L3 L4 T1 in this order; the first that fails is the refusal. */
export function admitLogin(
  { ticketId }: Pick<RecordSupportLogin, 'ticketId'>,
  state: KnownWorkspace,
  { at, clockIsBehind, policy }: Situation,
): ActiveGrant | Refusal {
  const { grant } = state;
  if (grant.status === 'expired')
    return new Refusal('ACCESS_EXPIRED', { grantId: grant.grantId, expiresAt: grant.expiresAt });
  if (grant.status !== 'active') return new Refusal('NO_ACTIVE_GRANT');
  const { grantId } = grant;
  if (policy.requireTicket !== false && !carriesTicketOf(grant, ticketId))
    return new Refusal('TICKET_REQUIRED', { grantId });
  if (liveSessions(state, at).length >= MAX_LIVE_SESSIONS) return new Refusal('SESSION_LIMIT', { grantId });
  return clockIsBehind ? new Refusal('CLOCK_BEHIND', { grantId }) : grant;
}

/** Checks the rules S1 S2 in this order; an owner's S2 comes before S1, so that who does not own learns nothing. */
export function admitSessionEnd(
  { sessionId, engineer, actor }: EndSupportSession,
  state: KnownWorkspace,
  { at }: Pick<Situation, 'at'>,
): SupportSession | Refusal {
  if (actor?.kind === 'user' && !isOwner(actor, state)) return new Refusal('NOT_WORKSPACE_OWNER');
  const session = liveSessions(state, at).find((each) => each.sessionId === sessionId);
  if (session === undefined) return new Refusal('NO_LIVE_SESSION', { sessionId });
  if (actor === undefined && engineer?.id !== session.engineer.id)
    return new Refusal('NOT_SESSION_ENGINEER', { sessionId });
  return session;
}

/** L3: the grant's own ticket when it names one, otherwise any. */
const carriesTicketOf = (grant: ActiveGrant, ticketId: string | undefined): boolean =>
  ticketId !== undefined && (grant.ticketId === undefined || grant.ticketId === ticketId);
