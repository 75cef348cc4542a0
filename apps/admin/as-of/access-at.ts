import type { EpochMs, GrantSpan, SupportAccessGranted, SupportLogin } from '#domain';
import { happenedAt, isOpen, latestEndOf, momentOf, toEpochMs } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { EventRef } from '../event-ref.js';
import { refTo } from '../event-ref.js';

/** A workspace that support could enter at an instant, with the events that say so. */
export type Access = {
  workspaceId: string;
  /** With its end as it was known at that instant: extensions recorded by then included. */
  grant: Omit<SupportAccessGranted, 'workspaceId'> & { event: EventRef };
  /** Who was inside, oldest login first. */
  inside: (Omit<SupportLogin, 'workspaceId' | 'grantId'> & { event: EventRef })[];
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

  /** How many workspaces could be entered, by what has been folded so far. */
  get size(): number {
    return this.#byStream.size;
  }

  add(recorded: RecordedEvent): void {
    const { stream, type } = recorded;
    const known = this.#byStream.get(stream);
    // Parsing costs more than all the rest, and most of a log is of grants that are long over.
    if (type === 'SupportAccessGranted' || known !== undefined) this.#fold(recorded, known);
  }

  #fold(recorded: RecordedEvent, known: Known | undefined): void {
    const { event, stream } = recorded;
    const lastAt = toEpochMs(happenedAt(event));
    if (!this.asOf.isNow && lastAt > this.asOf.at) return;
    if (known !== undefined) known.lastAt = lastAt;
    switch (event.type) {
      case 'SupportAccessGranted':
        // The newest grant is the one that counts (G5); one that no extension can have brought this far counts for nothing.
        if (latestEndOf(toEpochMs(event.data.grantedAt)) > this.asOf.at)
          this.#byStream.set(stream, { access: granted(event.data, recorded), lastAt });
        else this.#byStream.delete(stream);
        return;
      case 'SupportAccessExtended':
        if (known?.access.grant.grantId === event.data.grantId)
          known.access.grant.expiresAt = event.data.expiresAt;
        return;
      case 'SupportLogin':
        if (known?.access.grant.grantId === event.data.grantId)
          known.access.inside.push(inside(event.data, recorded));
        return;
      case 'SupportSessionEnded':
        if (known !== undefined) known.access.inside = without(known.access.inside, event.data.sessionId);
        return;
      case 'SupportAccessRevoked':
        if (known?.access.grant.grantId === event.data.grantId) this.#byStream.delete(stream);
        return;
      case 'SupportAccessRequested':
      case 'SupportAccessRequestClosed':
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
      .flatMap(({ access, lastAt }) => {
        const moment = momentOf({ lastAt }, this.asOf.at);
        if (!isOpen(spanOf(access.grant), moment)) return [];
        const live = access.inside.filter(({ sessionExpiresAt }) => toEpochMs(sessionExpiresAt) > moment);
        return [{ ...access, inside: live }];
      })
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

/** By code units, as `<` has it: the same on every machine. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const spanOf = ({ grantedAt, expiresAt }: Access['grant']): GrantSpan => ({
  grantedAt: toEpochMs(grantedAt),
  expiresAt: toEpochMs(expiresAt),
});

const granted = (
  { workspaceId, grantId, grantedBy, grantedAt, expiresAt, ticketId, reason }: SupportAccessGranted,
  recorded: RecordedEvent,
): Access => ({
  workspaceId,
  grant: {
    grantId,
    grantedBy,
    grantedAt,
    expiresAt,
    ...(ticketId !== undefined && { ticketId }),
    ...(reason !== undefined && { reason }),
    event: refTo(recorded),
  },
  inside: [],
});

const without = (inside: Access['inside'], sessionId: string): Access['inside'] =>
  inside.filter((each) => each.sessionId !== sessionId);

const inside = (
  { workspaceId: _, grantId: __, ...login }: SupportLogin,
  recorded: RecordedEvent,
): Access['inside'][number] => ({ ...login, event: refTo(recorded) });

const unknownEvent = (event: never, { position }: RecordedEvent): Error =>
  new Error(`unknown event type ${(event as { type: string }).type} at position ${position}`);
