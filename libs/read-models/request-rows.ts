import type {
  EpochMs,
  Party,
  SupportAccessExtended,
  SupportAccessGranted,
  SupportAccessRequestClosed,
  SupportAccessRequested,
} from '#domain';
import { toInstant } from '#domain';
import type { AccessRequest, ListedRequest, RequestStatus } from './access-requests.js';
import type { GrantEndRow } from './grant-end-rows.js';
import { grantEndOf } from './grant-end-rows.js';

export type RequestRow = { place: string; commandId: string; requested: string; grantId: string | null };

export type ListedRequestRow = RequestRow &
  GrantEndRow & {
    at: EpochMs;
    expiresAt: EpochMs;
    outcome: Exclude<RequestStatus, 'pending'> | null;
    endedAt: EpochMs | null;
    ended: string | null;
  };

export const toRequest = ({ commandId, requested, place }: RequestRow): AccessRequest => ({
  commandId,
  ...(JSON.parse(requested) as SupportAccessRequested),
  position: place,
});

export function toListedRequest(row: ListedRequestRow, now: EpochMs): ListedRequest {
  const { status, endedAt } = statusOf(row, now);
  return {
    ...toRequest(row),
    status,
    ...(endedAt !== undefined && { endedAt: toInstant(endedAt) }),
    ...(row.ended !== null && answerOf(row.ended)),
  };
}

/** What became of a request by that moment, and when it was over in fact. An end by time is a comparison. */
function statusOf(row: ListedRequestRow, now: EpochMs): { status: RequestStatus; endedAt?: EpochMs } {
  const { outcome, expiresAt, endedAt } = row;
  const grantOverAt = grantEndOf(row).at;
  if (outcome === null) {
    if (grantOverAt <= now && expiresAt >= grantOverAt)
      return { status: 'grant-ended', endedAt: grantOverAt };
    return expiresAt <= now ? { status: 'expired', endedAt: expiresAt } : { status: 'pending' };
  }
  if (outcome === 'expired') return { status: outcome, endedAt: expiresAt };
  const recordedAt = endedAt ?? expiresAt;
  return {
    status: outcome,
    endedAt: outcome === 'grant-ended' ? Math.min(recordedAt, grantOverAt) : recordedAt,
  };
}

type Answer = Partial<SupportAccessRequestClosed & SupportAccessGranted & SupportAccessExtended>;

/** Of the event that ended it, as it is stored. */
function answerOf(ended: string): Partial<ListedRequest> {
  const { closedBy, grantedBy, extendedBy, reason, grantId }: Answer = JSON.parse(ended) as Answer;
  const endedBy: Party | undefined = closedBy ?? grantedBy ?? extendedBy;
  return {
    ...(endedBy && { endedBy }),
    ...(reason !== undefined && { endReason: reason }),
    ...(closedBy === undefined && grantId !== undefined && { approvedGrantId: grantId }),
  };
}
