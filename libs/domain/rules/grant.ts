import type { ExtendSupportAccess, GrantSupportAccess, RevokeSupportAccess } from '../commands.js';
import { MAX_DURATION_MINUTES } from '../commands.js';
import { latestEndOf } from '../events.js';
import type { EpochMs } from '../instant.js';
import { MINUTE_MS } from '../instant.js';
import type { ActiveGrant, GrantState, KnownWorkspace, PendingRequest } from '../state.js';
import { activeGrant, consecutiveAt, IN_A_ROW_MS } from '../state.js';
import type { Situation } from './refusal.js';
import { isOwner, isOwnerOrVendor, Refusal } from './refusal.js';
import { approvedRequest } from './request.js';

/** What an accepted grant rests on. */
export type GrantTerms = {
  request: PendingRequest | undefined;
  expiresAt: EpochMs;
  ticketId: string | undefined;
  previous: GrantState;
  consecutive: number;
};

/** Checks the rules G1 G6 G3 Q5 G5 G7 G8 T1 in this order; the first that fails is the refusal. */
export function admitGrant(
  { actor, requestId, durationMinutes, ticketId: ownTicketId }: GrantSupportAccess,
  state: KnownWorkspace,
  { at, clockIsBehind, policy }: Situation,
): GrantTerms | Refusal {
  if (!isOwner(actor, state)) return new Refusal('NOT_WORKSPACE_OWNER');
  if (actor.sessionId !== undefined) return new Refusal('IMPERSONATED');
  if (state.forcedSso) return new Refusal('FORCED_SSO');
  const request = approvedRequest(requestId, undefined, state);
  if (request instanceof Refusal) return request;
  const previous = state.grant;
  if (previous.status === 'active')
    return new Refusal('ALREADY_GRANTED', { grantId: previous.grantId, expiresAt: previous.expiresAt });
  const consecutive = consecutiveAt(previous, at);
  if (policy.maxConsecutiveGrants > 0 && consecutive > policy.maxConsecutiveGrants)
    return new Refusal('CONSECUTIVE_LIMIT', { retryAt: endOf(previous) + IN_A_ROW_MS });
  const ticketId = request?.ticketId ?? ownTicketId;
  if (policy.requireTicket === 'grant' && ticketId === undefined) return new Refusal('TICKET_REQUIRED');
  if (clockIsBehind) return new Refusal('CLOCK_BEHIND');
  // G4: the end is stored, so that a later policy cannot rewrite the past.
  const minutes = durationMinutes ?? request?.durationMinutes ?? MAX_DURATION_MINUTES;
  return { request, expiresAt: at + minutes * MINUTE_MS, ticketId, previous, consecutive };
}

/** What an accepted extension rests on. */
export type ExtensionTerms = { grant: ActiveGrant; request: PendingRequest | undefined; expiresAt: EpochMs };

/** Checks the rules G1 G6 X1 Q5 X2 X3 T1 in this order; the first that fails is the refusal. */
export function admitExtension(
  { actor, grantId, requestId, additionalMinutes }: ExtendSupportAccess,
  state: KnownWorkspace,
  { clockIsBehind, policy }: Situation,
): ExtensionTerms | Refusal {
  if (!isOwner(actor, state)) return new Refusal('NOT_WORKSPACE_OWNER');
  if (actor.sessionId !== undefined) return new Refusal('IMPERSONATED');
  const grant = activeGrant(state);
  if (grant?.grantId !== grantId) return new Refusal('NO_ACTIVE_GRANT', { grantId });
  const request = approvedRequest(requestId, grantId, state);
  if (request instanceof Refusal) return request;
  // Added to the grant's end, not to the clock: the outcome does not depend on when the command arrives.
  const expiresAt = grant.expiresAt + (additionalMinutes ?? request?.durationMinutes ?? 0) * MINUTE_MS;
  const latestExpiresAt = latestEndOf(grant.grantedAt);
  if (expiresAt > latestExpiresAt) return new Refusal('EXTENSION_LIMIT', { grantId, latestExpiresAt });
  // X3: no end would be early enough, so none is told.
  if (grant.extensions >= policy.maxExtensions) return new Refusal('EXTENSION_LIMIT', { grantId });
  return clockIsBehind ? new Refusal('CLOCK_BEHIND', { grantId }) : { grant, request, expiresAt };
}

/** Checks the rules R1 R2 in this order. */
export function admitRevoke(data: RevokeSupportAccess, state: KnownWorkspace): ActiveGrant | Refusal {
  if (!isOwnerOrVendor(data.actor, state)) return new Refusal('NOT_WORKSPACE_OWNER');
  const grant = activeGrant(state);
  if (grant === undefined || (data.grantId ?? grant.grantId) !== grant.grantId)
    return new Refusal('NO_ACTIVE_GRANT', { grantId: data.grantId });
  return grant;
}

const endOf = (grant: GrantState): EpochMs => ('endedAt' in grant ? grant.endedAt : 0);
