import type { EpochMs, SupportAccessGranted, SupportLogin } from '#domain';
import { toEpochMs } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { EventRef } from '../event-ref.js';
import { refTo } from '../event-ref.js';

/** A workspace that support could enter at an instant, with the events that say so. */
export type Access = {
  workspaceId: string;
  grant: Omit<SupportAccessGranted, 'workspaceId'> & { event: EventRef };
  /** Who was inside, oldest login first. */
  inside: (Omit<SupportLogin, 'workspaceId' | 'grantId'> & { event: EventRef })[];
};

/**
 * Folds the events of any number of streams into who could enter and who was inside at one instant. Of each stream the
 * events recorded by then count: a prefix of it, since recorded times never go backwards within a stream (C1). Across
 * streams they may, when clocks disagreed, so the log has to be gone through to its end.
 */
export class AccessAt {
  readonly #byStream = new Map<string, Access>();

  constructor(private readonly asOf: EpochMs) {}

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

  #fold(recorded: RecordedEvent, known: Access | undefined): void {
    const { event, stream } = recorded;
    switch (event.type) {
      case 'SupportAccessGranted':
        if (toEpochMs(event.data.grantedAt) > this.asOf) return;
        // The newest grant is the one that counts (G5); one that was over by then counts for nothing.
        if (toEpochMs(event.data.expiresAt) > this.asOf)
          this.#byStream.set(stream, granted(event.data, recorded));
        else this.#byStream.delete(stream);
        return;
      case 'SupportLogin': {
        const { at, sessionExpiresAt, grantId } = event.data;
        if (toEpochMs(at) > this.asOf || toEpochMs(sessionExpiresAt) <= this.asOf) return;
        if (known?.grant.grantId === grantId) known.inside.push(inside(event.data, recorded));
        return;
      }
      case 'SupportAccessRevoked': {
        const { at, grantId } = event.data;
        if (toEpochMs(at) <= this.asOf && known?.grant.grantId === grantId) this.#byStream.delete(stream);
        return;
      }
      case 'SupportAccessDenied':
      case 'WorkspaceUpdated':
        return;
      default:
        throw unknownEvent(event, recorded);
    }
  }

  /** Of the streams before a name. By workspace. */
  sorted(): Access[] {
    return [...this.#byStream.values()].sort((a, b) => compare(a.workspaceId, b.workspaceId));
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

const inside = (
  { workspaceId: _, grantId: __, ...login }: SupportLogin,
  recorded: RecordedEvent,
): Access['inside'][number] => ({ ...login, event: refTo(recorded) });

const unknownEvent = (event: never, { position }: RecordedEvent): Error =>
  new Error(`unknown event type ${(event as { type: string }).type} at position ${position}`);
