import type {
  Engineer,
  EpochMs,
  GrantStatus,
  Instant,
  Party,
  RevocationCause,
  SupportAccessGranted,
} from '#domain';
import type { AccessRequest } from './access-requests.js';

/** One consent. Its `expiresAt` is the end as it is known at the instant that is asked about: extensions up to then included. */
export type Grant = SupportAccessGranted & {
  commandId: string;
  /** How often it was extended. */
  extensions: number;
  /** The latest end that extensions may give it. */
  latestExpiresAt: Instant;
  position: string;
};

export type Session = { sessionId: string; engineer: Engineer; at: Instant; sessionExpiresAt: Instant };

/** How a grant came to its end. Whether that has been recorded yet makes no difference. */
export type GrantEnd = {
  grantId: string;
  /** For `expired` its own end, else when it was ended. */
  endedAt: Instant;
  cause: RevocationCause;
  /** Who ended it; the system where something else did. Absent for `expired`. */
  endedBy?: Party;
  /** That of the grant; for `ticket-closed` it is the one that was closed. */
  ticketId?: string;
};

/**
 * Who may be in a workspace at one instant: `grantedAt <= asOf <` the earlier of `expiresAt` and the grant's end. Whether
 * the end of a grant past its `expiresAt` has been recorded yet makes no difference.
 */
export type CurrentAccess = {
  workspaceId: string;
  asOf: Instant;
  status: 'none' | 'active';
  grant?: Grant;
  /** Of the latest grant by then; there when none is active and there was one. */
  lastEnd?: GrantEnd;
  /** Those with `at <= asOf <` the earliest of `sessionExpiresAt`, their own end and the grant's, oldest first. */
  sessions: Session[];
  /** Those that wait for an answer at that instant, oldest first; those for an extension only of the active grant. */
  requests: AccessRequest[];
  /** How much of the log this answer knows. */
  position: string;
};

/** A grant with what became of it; `revoked` covers forced single sign-on too, `cause` tells. */
export type ListedGrant = Grant & {
  status: GrantStatus;
  endedAt?: Instant;
  cause?: RevocationCause;
  revokedBy?: Party;
};

export type GrantFilter = {
  /** As of `now`. */
  status?: GrantStatus;
  workspaceId?: string;
  ticketId?: string;
  /** Those that were active at this instant. */
  activeAt?: EpochMs;
  now: EpochMs;
  /** 1 to {@link MAX_PAGE}; default {@link DEFAULT_PAGE}. */
  limit?: number;
  cursor?: string;
};

/** Newest first. `next` is there when there is more. */
export type GrantPage = { grants: ListedGrant[]; next?: string };

export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 1_000;

/** The page size to use for an asked one. */
export const pageSize = (limit: number | undefined): number =>
  Math.min(Math.max(Math.trunc(limit ?? DEFAULT_PAGE), 1), MAX_PAGE);
