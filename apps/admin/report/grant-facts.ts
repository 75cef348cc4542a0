import type {
  Instant,
  Party,
  RequestCloseCause,
  RevocationCause,
  SessionEndCause,
  SupportAccessDenied,
  SupportAccessExtended,
  SupportAccessGranted,
  SupportAccessRequested,
  SupportLogin,
  Tier,
} from '#domain';
import type { RecordedEvent } from '#event-store';

/** An event that the report tells of, and the chain of the one before it in its stream. */
export type ReportedEvent = { recorded: RecordedEvent; previousChain: string };

/** How a session ended. `endedAt`: when it was over in fact, which may be recorded later. */
export type SessionEnd = {
  cause: SessionEndCause;
  by: Party;
  endedAt: Instant;
  at: Instant;
  reason?: string;
  eventId: string;
};

export type Login = Omit<SupportLogin, 'workspaceId' | 'grantId'> & { eventId: string; end?: SessionEnd };

export type Denial = Omit<SupportAccessDenied, 'workspaceId' | 'grantId' | 'expiresAt'> & { eventId: string };

export type Extension = Omit<SupportAccessExtended, 'workspaceId' | 'grantId'> & { eventId: string };

/** `granted` and `extended` are consent. */
export type Answer = {
  outcome: 'granted' | 'extended' | RequestCloseCause;
  by: Party;
  at: Instant;
  /** How long the engineer waited for it. */
  waitedMs: number;
  reason?: string;
  eventId: string;
};

/** A request that led to the grant, asked to extend it, or ended with it. */
export type AskedFor = Omit<SupportAccessRequested, 'workspaceId'> & { eventId: string; answer?: Answer };

export type End = {
  cause: RevocationCause;
  by: Party;
  at: Instant;
  /** How long before the end that it was given; absent when it ran out. */
  earlyMs?: number;
  /** How long after that end it was recorded; absent unless it ran out. */
  lateMs?: number;
  reason?: string;
  /** The closed ticket, and who closed it. */
  ticketId?: string;
  ticketClosedBy?: Party;
  eventId: string;
};

/** Everything about one grant. */
export type GrantFacts = {
  workspace: { workspaceId: string; name?: string; tier?: Tier };
  /** As it was given. */
  grant: Omit<SupportAccessGranted, 'workspaceId'> & { eventId: string };
  /** Its end, extensions included. */
  expiresAt: Instant;
  /** `over`: past its end, which nobody has recorded yet. */
  status: 'open' | 'over' | 'ended';
  end?: End;
  requests: AskedFor[];
  extensions: Extension[];
  logins: Login[];
  /** Refusals from the grant up to its end, and later ones that name it. */
  denied: Denial[];
};
