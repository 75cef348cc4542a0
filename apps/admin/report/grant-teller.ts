import type {
  EpochMs,
  Instant,
  SupportAccessDenied,
  SupportAccessEvent,
  SupportAccessRevoked,
  SupportSessionEnded,
  SupportTicketClosed,
} from '#domain';
import { assertNever, happenedAt, momentOf, toEpochMs } from '#domain';
import type { Denial, End, Extension, GrantFacts, Login, ReportedEvent } from './grant-facts.js';
import { RequestTeller } from './request-teller.js';

/** Picks out of a workspace's stream what belongs to one grant. */
export class GrantTeller {
  readonly #told: ReportedEvent[] = [];
  readonly #requests: RequestTeller;
  readonly #extensions: Extension[] = [];
  readonly #logins: Login[] = [];
  readonly #denied: Denial[] = [];
  #workspace: GrantFacts['workspace'] | undefined;
  #grant: GrantFacts['grant'] | undefined;
  #expiresAt: Instant = '';
  #end: End | undefined;
  #ticketClosed: { data: SupportTicketClosed; reported: ReportedEvent } | undefined;
  #lastAt: EpochMs = 0;

  constructor(private readonly grantId: string) {
    this.#requests = new RequestTeller(grantId);
  }

  /** The events that the facts are of, in the order of the stream. */
  get told(): ReportedEvent[] {
    return this.#told.toSorted((one, other) => one.recorded.revision - other.recorded.revision);
  }

  add(reported: ReportedEvent): void {
    const { event, id } = reported.recorded;
    this.#lastAt = toEpochMs(happenedAt(event));
    // What was asked before somebody let support in is of the grant only once it names it.
    const asked = this.#requests.add(reported);
    if (this.#tell(event, id, reported)) this.#told.push(...asked, reported);
  }

  /** @returns undefined if the grant was not among the events */
  factsAt(now: EpochMs): GrantFacts | undefined {
    const [workspace, grant, end] = [this.#workspace, this.#grant, this.#end];
    if (workspace === undefined || grant === undefined) return undefined;
    const isOver = toEpochMs(this.#expiresAt) <= momentOf({ lastAt: this.#lastAt }, now);
    return {
      workspace,
      grant,
      expiresAt: this.#expiresAt,
      status: end ? 'ended' : isOver ? 'over' : 'open',
      ...(end && { end }),
      requests: this.#requests.told.toSorted((one, other) => toEpochMs(one.at) - toEpochMs(other.at)),
      extensions: this.#extensions,
      logins: this.#logins,
      denied: this.#denied,
    };
  }

  /** @returns whether the event is one of the report's */
  #tell(event: SupportAccessEvent, eventId: string, reported: ReportedEvent): boolean {
    switch (event.type) {
      case 'WorkspaceUpdated': {
        // As it was when it let support in.
        if (this.#grant !== undefined) return false;
        const { workspaceId, name, tier } = event.data;
        this.#workspace = { workspaceId, ...(name !== undefined && { name }), tier };
        return false;
      }
      case 'SupportAccessRequested':
      case 'SupportAccessRequestClosed':
        return this.#requests.tells(event.data.requestId);
      case 'SupportAccessGranted': {
        const { workspaceId, ...grant } = event.data;
        if (grant.grantId !== this.grantId) return false;
        this.#workspace ??= { workspaceId };
        this.#grant = { ...grant, eventId };
        this.#expiresAt = grant.expiresAt;
        return true;
      }
      case 'SupportAccessExtended': {
        const { workspaceId: _, grantId, ...extension } = event.data;
        if (grantId !== this.grantId) return false;
        this.#extensions.push({ ...extension, eventId });
        this.#expiresAt = extension.expiresAt;
        return true;
      }
      case 'SupportLogin': {
        const { workspaceId: _, grantId, ...login } = event.data;
        if (grantId !== this.grantId) return false;
        this.#logins.push({ ...login, eventId });
        return true;
      }
      case 'SupportSessionEnded':
        return event.data.grantId === this.grantId && this.#endSession(event.data, eventId);
      case 'SupportTicketClosed':
        this.#ticketClosed = { data: event.data, reported };
        return false;
      case 'SupportAccessRevoked':
        return event.data.grantId === this.grantId && this.#endGrant(event.data, eventId);
      case 'SupportAccessDenied':
        return this.#deny(event.data, eventId);
      default:
        return assertNever(event, 'event type');
    }
  }

  #endSession(data: SupportSessionEnded, eventId: string): boolean {
    const { sessionId, cause, endedBy: by, endedAt, at, reason } = data;
    const login = this.#logins.find((each) => each.sessionId === sessionId);
    if (login !== undefined)
      login.end = { cause, by, endedAt, at, ...(reason !== undefined && { reason }), eventId };
    return true;
  }

  #endGrant(data: SupportAccessRevoked, eventId: string): boolean {
    const { cause, revokedBy: by, at, expiresAt, ticketId, reason } = data;
    const lateMs = toEpochMs(at) - toEpochMs(expiresAt);
    const closing = cause === 'ticket-closed' ? this.#ticketClosed : undefined;
    // The closing stands before the end that follows from it.
    if (closing !== undefined) this.#told.push(closing.reported);
    const why = reason ?? closing?.data.reason;
    this.#end = {
      cause,
      by,
      at,
      ...(cause === 'expired' ? { lateMs } : { earlyMs: -lateMs }),
      ...(why !== undefined && { reason: why }),
      ...(ticketId !== undefined && { ticketId }),
      ...(closing?.data.by !== undefined && { ticketClosedBy: closing.data.by }),
      eventId,
    };
    return true;
  }

  #deny(data: SupportAccessDenied, eventId: string): boolean {
    const { workspaceId: _, grantId, expiresAt: __, ...denial } = data;
    const isWithin = this.#grant !== undefined && this.#end === undefined;
    // One that names another grant is of that one.
    if (grantId === undefined ? !isWithin : grantId !== this.grantId) return false;
    this.#denied.push({ ...denial, eventId });
    return true;
  }
}
