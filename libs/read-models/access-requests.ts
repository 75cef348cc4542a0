import type { EpochMs, Instant, Party, RequestCloseCause, SupportAccessRequested } from '#domain';

/** One request for access, or for an extension, as it was made. */
export type AccessRequest = SupportAccessRequested & { commandId: string; position: string };

/** `approved`, or the cause of its close. A request that is over by time counts as closed before that is recorded. */
export type RequestStatus = 'pending' | 'approved' | RequestCloseCause;

// The compiler asks for every status there is.
export const REQUEST_STATUSES = Object.keys({
  pending: true,
  approved: true,
  declined: true,
  withdrawn: true,
  expired: true,
  superseded: true,
  'grant-ended': true,
  'ticket-closed': true,
  'forced-sso': true,
} satisfies Record<RequestStatus, true>) as RequestStatus[];

/** A request with what became of it. */
export type ListedRequest = AccessRequest & {
  status: RequestStatus;
  /** When it was over in fact. */
  endedAt?: Instant;
  /** Who answered, withdrew or closed it; absent while no end is recorded. */
  endedBy?: Party;
  /** The reason that they gave. */
  endReason?: string;
  /** The grant that approves it, or that was extended. */
  approvedGrantId?: string;
};

export type RequestFilter = {
  /** As of `now`. */
  status?: RequestStatus;
  workspaceId?: string;
  /** The engineer's id. */
  requestedBy?: string;
  ticketId?: string;
  now: EpochMs;
  /** 1 to {@link MAX_PAGE}; default {@link DEFAULT_PAGE}. */
  limit?: number;
  cursor?: string;
};

/** Newest first. `next` is there when there is more. */
export type RequestPage = { requests: ListedRequest[]; next?: string };
