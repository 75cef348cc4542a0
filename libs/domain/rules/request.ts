import type {
  DeclineSupportAccessRequest,
  RequestSupportAccess,
  WithdrawSupportAccessRequest,
} from '../commands.js';
import type { EpochMs } from '../instant.js';
import type { KnownWorkspace, PendingRequest } from '../state.js';
import { activeGrant, REQUESTS_A_DAY } from '../state.js';
import type { Situation } from './refusal.js';
import { isOwnerOrVendor, Refusal } from './refusal.js';

/** Q3: pending requests of a workspace. */
export const MAX_PENDING = 5;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** Checks the rules G3 Q1 Q2 Q3 Q4 T1 in this order; the first that fails is the refusal. */
export function refuseRequest(
  { engineer, grantId, ticketId }: Pick<RequestSupportAccess, 'engineer' | 'grantId' | 'ticketId'>,
  state: KnownWorkspace,
  { at, clockIsBehind, policy }: Situation,
): Refusal | undefined {
  if (state.forcedSso) return new Refusal('FORCED_SSO');
  const grant = activeGrant(state);
  if (grantId === undefined && grant !== undefined)
    return new Refusal('ALREADY_GRANTED', { grantId: grant.grantId, expiresAt: grant.expiresAt });
  if (grantId !== grant?.grantId) return new Refusal('NO_ACTIVE_GRANT', { grantId });
  const own = state.requests.find(({ engineerId }) => engineerId === engineer.id);
  if (own !== undefined) return new Refusal('ALREADY_REQUESTED', { requestId: own.requestId });
  const retryAt = requestsTakenFrom(state, at);
  if (retryAt > at) return new Refusal('REQUEST_LIMIT', { retryAt });
  if (policy.requireTicket !== false && ticketId === undefined) return new Refusal('TICKET_REQUIRED');
  return clockIsBehind ? new Refusal('CLOCK_BEHIND') : undefined;
}

/** Q3: when the next request is taken at the latest; `at` if one is now. */
function requestsTakenFrom({ requests, recentRequests }: KnownWorkspace, at: EpochMs): EpochMs {
  const pendingUntil =
    requests.length < MAX_PENDING ? at : Math.min(...requests.map(({ expiresAt }) => expiresAt));
  const dayIsOver = recentRequests.length < REQUESTS_A_DAY ? at : recentRequests[0]! + DAY_MS;
  return Math.max(at, pendingUntil, dayIsOver);
}

/** Checks the rules Q5 Q6 in this order. */
export function admitWithdrawal(
  { requestId, engineer, actor }: WithdrawSupportAccessRequest,
  state: KnownWorkspace,
): PendingRequest | Refusal {
  const request = state.requests.find((each) => each.requestId === requestId);
  if (request === undefined) return notPending(requestId);
  const isRequester = engineer?.id === request.engineerId;
  return isRequester || actor?.kind === 'vendor' ? request : new Refusal('NOT_REQUESTER', { requestId });
}

/** Checks the rules Q7 Q5 in this order. */
export function admitRefusal(
  { requestId, actor }: DeclineSupportAccessRequest,
  state: KnownWorkspace,
): PendingRequest | Refusal {
  if (!isOwnerOrVendor(actor, state)) return new Refusal('NOT_WORKSPACE_OWNER');
  return state.requests.find((each) => each.requestId === requestId) ?? notPending(requestId);
}

/**
 * Q5: the request that a grant or an extension approves.
 * @param grantId the grant to extend; undefined for a new one
 * @returns undefined when none is named
 */
export function approvedRequest(
  requestId: string | undefined,
  grantId: string | undefined,
  { requests }: KnownWorkspace,
): PendingRequest | Refusal | undefined {
  if (requestId === undefined) return undefined;
  const request = requests.find((each) => each.requestId === requestId);
  return request !== undefined && request.grantId === grantId ? request : notPending(requestId);
}

const notPending = (requestId: string): Refusal => new Refusal('REQUEST_NOT_PENDING', { requestId });
