import type {
  EpochMs,
  Instant,
  Party,
  RevocationCause,
  SupportAccessDenied,
  SupportAccessEvent,
  SupportAccessGranted,
  SupportLogin,
  Tier,
} from '#domain';
import { assertNever, happenedAt, momentOf, streamOf, toEpochMs } from '#domain';
import type { EventReader, RecordedEvent } from '#event-store';
import { chainOf, ZERO_CHAIN } from '#evidence';
import { NoAnswerError } from '../cli.js';
import { unknownWorkspace } from '../unknown-workspace.js';

/** An event that the report tells of, and the chain of the one before it in its stream. */
export type ReportedEvent = { recorded: RecordedEvent; previousChain: string };

export type Login = Omit<SupportLogin, 'workspaceId' | 'grantId'> & { eventId: string };

export type Denial = Omit<SupportAccessDenied, 'workspaceId' | 'grantId' | 'expiresAt'> & { eventId: string };

export type End = {
  cause: RevocationCause;
  by: Party;
  at: Instant;
  /** How long before the end that it was given; absent when it ran out. */
  earlyMs?: number;
  /** How long after that end it was recorded; absent unless it ran out. */
  lateMs?: number;
  reason?: string;
  eventId: string;
};

/** Everything about one grant. */
export type GrantFacts = {
  workspace: { workspaceId: string; name?: string; tier?: Tier };
  grant: Omit<SupportAccessGranted, 'workspaceId'> & { eventId: string };
  /** `over`: past its end, which nobody has recorded yet. */
  status: 'open' | 'over' | 'ended';
  end?: End;
  logins: Login[];
  /** Refusals from the grant up to its end, and later ones that name it. */
  denied: Denial[];
};

export type GrantReading = {
  facts: GrantFacts;
  /** In the order of the stream: the grant, its logins, the refusals, its end. */
  told: ReportedEvent[];
  /** Of the whole stream, from revision 0 up to the last event that was read. */
  chain: { events: number; brokenAtRevision?: number };
};

/**
 * Reads a workspace's stream from its first event and picks out what belongs to one grant; on the way every event's chain is
 * computed anew.
 * @throws NoAnswerError if the log has no such workspace, or the workspace no such grant
 */
export async function readGrant(
  reader: EventReader,
  {
    workspaceId,
    grantId,
    now,
    signal,
  }: { workspaceId: string; grantId: string; now: EpochMs; signal: AbortSignal },
): Promise<GrantReading> {
  const teller = new GrantReportBuilder(grantId, now);
  for await (const page of reader.readStream(streamOf(workspaceId))) {
    signal.throwIfAborted();
    for (const recorded of page) teller.add(recorded);
  }
  const reading = teller.reading();
  if (reading !== undefined) return reading;
  if (teller.events === 0) throw unknownWorkspace(workspaceId);
  throw new NoAnswerError(`workspace ${workspaceId} has no grant ${grantId} in the log`);
}

class GrantReportBuilder {
  readonly #told: ReportedEvent[] = [];
  readonly #logins: Login[] = [];
  readonly #denied: Denial[] = [];
  #workspace: GrantFacts['workspace'] | undefined;
  #grant: GrantFacts['grant'] | undefined;
  #end: End | undefined;
  #chain = ZERO_CHAIN;
  #events = 0;
  #lastAt: EpochMs = 0;
  #brokenAt: number | undefined;

  constructor(
    private readonly grantId: string,
    private readonly now: EpochMs,
  ) {}

  add(recorded: RecordedEvent): void {
    const previousChain = this.#chain;
    const isRight = recorded.revision === this.#events && chainOf(previousChain, recorded) === recorded.chain;
    if (!isRight) this.#brokenAt ??= recorded.revision;
    this.#chain = recorded.chain;
    this.#events += 1;
    this.#lastAt = toEpochMs(happenedAt(recorded.event));
    if (this.#tell(recorded.event, recorded.id)) this.#told.push({ recorded, previousChain });
  }

  /** How many were read. */
  get events(): number {
    return this.#events;
  }

  reading(): GrantReading | undefined {
    const [workspace, grant, end] = [this.#workspace, this.#grant, this.#end];
    if (workspace === undefined || grant === undefined) return undefined;
    const moment = momentOf({ lastAt: this.#lastAt }, this.now);
    const isOver = toEpochMs(grant.expiresAt) <= moment;
    return {
      facts: {
        workspace,
        grant,
        status: end ? 'ended' : isOver ? 'over' : 'open',
        ...(end && { end }),
        logins: this.#logins,
        denied: this.#denied,
      },
      told: this.#told,
      chain: {
        events: this.#events,
        ...(this.#brokenAt !== undefined && { brokenAtRevision: this.#brokenAt }),
      },
    };
  }

  /** @returns whether the event is one of the report's */
  #tell(event: SupportAccessEvent, eventId: string): boolean {
    switch (event.type) {
      case 'WorkspaceUpdated': {
        // As it was when it let support in.
        if (this.#grant !== undefined) return false;
        const { workspaceId, name, tier } = event.data;
        this.#workspace = { workspaceId, ...(name !== undefined && { name }), tier };
        return false;
      }
      case 'SupportAccessGranted': {
        const { workspaceId, ...grant } = event.data;
        if (grant.grantId !== this.grantId) return false;
        this.#workspace ??= { workspaceId };
        this.#grant = { ...grant, eventId };
        return true;
      }
      case 'SupportLogin': {
        const { workspaceId: _, grantId, ...login } = event.data;
        if (grantId !== this.grantId) return false;
        this.#logins.push({ ...login, eventId });
        return true;
      }
      case 'SupportAccessRevoked': {
        const { grantId, cause, revokedBy, at, expiresAt, reason } = event.data;
        if (grantId !== this.grantId) return false;
        const lateMs = toEpochMs(at) - toEpochMs(expiresAt);
        const margin = cause === 'expired' ? { lateMs } : { earlyMs: -lateMs };
        this.#end = { cause, by: revokedBy, at, ...margin, ...(reason !== undefined && { reason }), eventId };
        return true;
      }
      case 'SupportAccessDenied': {
        const { workspaceId: _, grantId, expiresAt: __, ...denial } = event.data;
        const isWithin = this.#grant !== undefined && this.#end === undefined;
        // One that names another grant is of that one.
        if (grantId === undefined ? !isWithin : grantId !== this.grantId) return false;
        this.#denied.push({ ...denial, eventId });
        return true;
      }
      default:
        return assertNever(event, 'event type');
    }
  }
}
