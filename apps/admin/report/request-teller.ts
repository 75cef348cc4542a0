import type { Party, SupportAccessEvent } from '#domain';
import { happenedAt, toEpochMs } from '#domain';
import type { Answer, AskedFor, ReportedEvent } from './grant-facts.js';

type Pending = { facts: AskedFor; reported: ReportedEvent };

/**
 * Picks out of a workspace's stream the requests that led to one grant, asked to extend it, or ended with it. Which of them did is
 * known of some only when they end: until then it keeps what is pending, which is little.
 */
export class RequestTeller {
  readonly told: AskedFor[] = [];
  readonly #pending = new Map<string, Pending>();

  constructor(private readonly grantId: string) {}

  tells(requestId: string): boolean {
    return this.told.some((each) => each.requestId === requestId);
  }

  /** @returns the event of a request that turns out just now to be one of the grant's */
  add(reported: ReportedEvent): ReportedEvent[] {
    const { event, id: eventId } = reported.recorded;
    if (event.type === 'SupportAccessRequested') {
      const { workspaceId: _, ...request } = event.data;
      const facts = { ...request, eventId };
      this.#pending.set(request.requestId, { facts, reported });
      // It names the grant itself: its own event is told where it stands.
      if (request.grantId === this.grantId) this.told.push(facts);
      return [];
    }
    const end = endOf(event);
    const pending = end && this.#pending.get(end.requestId);
    if (end === undefined || pending === undefined) return [];
    this.#pending.delete(end.requestId);
    const { facts } = pending;
    if (facts.grantId !== this.grantId && end.grantId !== this.grantId) return [];
    const at = happenedAt(event);
    const { outcome, by, reason } = end;
    const waitedMs = toEpochMs(at) - toEpochMs(facts.at);
    facts.answer = { outcome, by, at, waitedMs, ...(reason !== undefined && { reason }), eventId };
    if (facts.grantId === this.grantId) return [];
    this.told.push(facts);
    return [pending.reported];
  }
}

type RequestEnd = {
  requestId: string;
  outcome: Answer['outcome'];
  by: Party;
  grantId: string | undefined;
  reason: string | undefined;
};

/** How an event ends a request, if it does. */
function endOf({ type, data }: SupportAccessEvent): RequestEnd | undefined {
  if (!('requestId' in data) || data.requestId === undefined) return undefined;
  const { requestId, grantId, reason } = data;
  const end = { requestId, grantId, reason };
  if (type === 'SupportAccessGranted') return { ...end, outcome: 'granted', by: data.grantedBy };
  if (type === 'SupportAccessExtended') return { ...end, outcome: 'extended', by: data.extendedBy };
  return type === 'SupportAccessRequestClosed'
    ? { ...end, outcome: data.cause, by: data.closedBy }
    : undefined;
}
