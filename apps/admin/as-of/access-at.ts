import type { EpochMs, SupportAccessGranted, SupportAccessRequested, SupportLogin } from '#domain';
import { happenedAt, isOpen, latestEndOf, momentOf, toEpochMs } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { EventRef } from '../event-ref.js';
import { refTo } from '../event-ref.js';

/** A workspace that support could enter at an instant, or had asked to, with the events that say so. */
export type Access = {
  workspaceId: string;
  /** With its end as it was known at that instant: extensions recorded by then included. Absent if support could not enter. */
  grant?: Omit<SupportAccessGranted, 'workspaceId'> & { event: EventRef };
  /** Who was inside, oldest login first. */
  inside: (Omit<SupportLogin, 'workspaceId' | 'grantId'> & { event: EventRef })[];
  /** What waited for an answer, oldest first. */
  requests: (Omit<SupportAccessRequested, 'workspaceId'> & { event: EventRef })[];
};

/** An instant of the past, or the clock's now. */
export type AsOf = { at: EpochMs; isNow: boolean };

type Known = { access: Access; lastAt: EpochMs };

/**
 * Folds the events of any number of streams into who could enter and who was inside. For an instant of the past the
 * events recorded by then count: a prefix of each stream, since recorded times never go backwards within one (C1). For now
 * all events count, and the moment is each stream's own. Across streams times may go backwards, when clocks disagreed, so
 * the log has to be gone through to its end.
 */
export class AccessAt {
  readonly #byStream = new Map<string, Known>();

  constructor(private readonly asOf: AsOf) {}

  /** How many workspaces could be entered, or were asked, by what has been folded so far. */
  get size(): number {
    return this.#byStream.size;
  }

  add(recorded: RecordedEvent): void {
    const { stream, type } = recorded;
    const known = this.#byStream.get(stream);
    // Parsing costs more than all the rest, and most of a log is of grants that are long over.
    const begins = type === 'SupportAccessGranted' || type === 'SupportAccessRequested';
    if (!begins && known === undefined) return;
    const { event } = recorded;
    const lastAt = toEpochMs(happenedAt(event));
    if (!this.asOf.isNow && lastAt > this.asOf.at) return;
    const access: Access = known?.access ?? { workspaceId: event.data.workspaceId, inside: [], requests: [] };
    this.#fold(recorded, access);
    if (access.grant === undefined && access.requests.length === 0) this.#byStream.delete(stream);
    else if (known === undefined) this.#byStream.set(stream, { access, lastAt });
    else known.lastAt = lastAt;
  }

  #fold(recorded: RecordedEvent, access: Access): void {
    const { event } = recorded;
    switch (event.type) {
      case 'SupportAccessRequested':
        access.requests.push(told(event.data, recorded));
        return;
      case 'SupportAccessRequestClosed':
        return answer(access, event.data.requestId);
      case 'SupportAccessGranted':
        answer(access, event.data.requestId);
        // The newest grant is the one that counts (G5); one that no extension can have brought this far counts for nothing.
        delete access.grant;
        access.inside = [];
        if (latestEndOf(toEpochMs(event.data.grantedAt)) > this.asOf.at)
          access.grant = told(event.data, recorded);
        return;
      case 'SupportAccessExtended':
        answer(access, event.data.requestId);
        if (access.grant?.grantId === event.data.grantId) access.grant.expiresAt = event.data.expiresAt;
        return;
      case 'SupportLogin': {
        const { grantId, ...login } = event.data;
        if (access.grant?.grantId === grantId) access.inside.push(told(login, recorded));
        return;
      }
      case 'SupportSessionEnded': {
        const { sessionId } = event.data;
        access.inside = access.inside.filter((each) => each.sessionId !== sessionId);
        return;
      }
      case 'SupportAccessRevoked':
        if (access.grant?.grantId !== event.data.grantId) return;
        delete access.grant;
        access.inside = [];
        return;
      case 'SupportTicketClosed':
      case 'SupportAccessDenied':
      case 'WorkspaceUpdated':
        return;
      default:
        throw unknownEvent(event, recorded);
    }
  }

  /** By workspace id, without what is over at the moment that counts. */
  sorted(): Access[] {
    return [...this.#byStream.values()]
      .map(({ access, lastAt }) => openAt(access, momentOf({ lastAt }, this.asOf.at)))
      .filter(({ grant, requests }) => grant !== undefined || requests.length > 0)
      .sort((a, b) => compare(a.workspaceId, b.workspaceId));
  }

  /** Forgets the later half of the streams. @returns the first stream that was forgotten */
  halve(): string {
    const streams = [...this.#byStream.keys()].sort(compare);
    const middle = streams.length >> 1;
    for (const stream of streams.slice(middle)) this.#byStream.delete(stream);
    return streams[middle]!;
  }
}

/** What of it is not over at that moment. */
function openAt({ workspaceId, grant, inside, requests }: Access, moment: EpochMs): Access {
  const waiting = requests.filter(({ requestExpiresAt }) => toEpochMs(requestExpiresAt) > moment);
  const span = grant && { grantedAt: toEpochMs(grant.grantedAt), expiresAt: toEpochMs(grant.expiresAt) };
  if (grant === undefined || span === undefined || !isOpen(span, moment))
    return { workspaceId, inside: [], requests: waiting };
  const live = inside.filter(({ sessionExpiresAt }) => toEpochMs(sessionExpiresAt) > moment);
  return { workspaceId, grant, inside: live, requests: waiting };
}

/** A request has one end: by an answer, or without one. */
function answer(access: Access, requestId: string | undefined): void {
  access.requests = access.requests.filter((each) => each.requestId !== requestId);
}

/** By code units, as `<` has it: the same on every machine. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** An event's data, without the workspace, and where it is recorded. */
const told = <Data extends { workspaceId: string }>(
  { workspaceId: _, ...data }: Data,
  recorded: RecordedEvent,
): Omit<Data, 'workspaceId'> & { event: EventRef } => ({ ...data, event: refTo(recorded) });

const unknownEvent = (event: never, { position }: RecordedEvent): Error =>
  new Error(`unknown event type ${(event as { type: string }).type} at position ${position}`);
