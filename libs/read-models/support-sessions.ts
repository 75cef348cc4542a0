import type { EpochMs, Instant, SessionEndCause } from '#domain';
import type { Session } from './access.js';

/** A session with what became of it. One that is over by time, or with its grant, counts as ended before that is recorded. */
export type ListedSession = Session & {
  workspaceId: string;
  grantId: string;
  ticketId?: string;
  cause?: SessionEndCause;
  /** When it was over in fact. */
  endedAt?: Instant;
  position: string;
};

export type SessionFilter = {
  /** As of `now`: those that are live, or those that are over. */
  live?: boolean;
  /** The engineer's id. */
  engineer?: string;
  workspaceId?: string;
  ticketId?: string;
  now: EpochMs;
  /** 1 to {@link MAX_PAGE}; default {@link DEFAULT_PAGE}. */
  limit?: number;
  cursor?: string;
};

/** Newest login first. `next` is there when there is more. */
export type SessionPage = { sessions: ListedSession[]; next?: string };

/** What an engineer has open. */
export type OpenOfEngineer = {
  sessions: { workspaceId: string; sessionId: string }[];
  requests: { workspaceId: string; requestId: string }[];
};
