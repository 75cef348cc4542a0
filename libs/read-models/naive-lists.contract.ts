import type { EpochMs, SupportAccessEvent } from '#domain';
import { toEpochMs, toInstant } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { ListedRequest, RequestFilter, RequestStatus } from './access-requests.js';
import type { OpenDue } from './due-entries.js';
import type { ListedSession, OpenOfEngineer, SessionFilter } from './support-sessions.js';

// A second model of the lists, by definition and without tables: it goes through the whole history for each row.

type Of<T extends SupportAccessEvent['type']> = Extract<SupportAccessEvent, { type: T }>['data'];
type Placed<Data> = { data: Data; recorded: RecordedEvent };

const all = <T extends SupportAccessEvent['type']>(
  events: readonly RecordedEvent[],
  type: T,
): Placed<Of<T>>[] =>
  events
    .filter(({ event }) => event.type === type)
    .map((recorded) => ({ data: recorded.event.data as Of<T>, recorded }));

/** When and why a grant is over, by all that is recorded; later than any time for one that nothing names. */
function grantEnd(
  events: readonly RecordedEvent[],
  grantId: string | undefined,
): { at: EpochMs; cause: string } {
  const granted = all(events, 'SupportAccessGranted').find(({ data }) => data.grantId === grantId);
  if (granted === undefined) return { at: Infinity, cause: '' };
  const extended = all(events, 'SupportAccessExtended').filter(({ data }) => data.grantId === grantId);
  const own = toEpochMs((extended.at(-1) ?? granted).data.expiresAt);
  const end = all(events, 'SupportAccessRevoked').find(({ data }) => data.grantId === grantId)?.data;
  if (end === undefined || end.cause === 'expired') return { at: own, cause: 'grant-ended' };
  return { at: toEpochMs(end.at), cause: end.cause === 'ticket-closed' ? 'ticket-closed' : 'grant-ended' };
}

export function naiveRequests(
  events: readonly RecordedEvent[],
  filter: Omit<RequestFilter, 'limit' | 'cursor'>,
): ListedRequest[] {
  const listed = all(events, 'SupportAccessRequested').map(({ data, recorded }) => ({
    commandId: recorded.metadata.commandId,
    ...data,
    ...fate(events, data, filter.now),
    position: String(recorded.position),
  }));
  return newestFirst(
    listed.filter(
      ({ status, workspaceId, requestedBy, ticketId }) =>
        (filter.status ?? status) === status &&
        (filter.workspaceId ?? workspaceId) === workspaceId &&
        (filter.requestedBy ?? requestedBy.id) === requestedBy.id &&
        (filter.ticketId === undefined || filter.ticketId === ticketId),
    ),
  );
}

type Fate = Pick<ListedRequest, 'status' | 'endedAt' | 'endedBy' | 'endReason' | 'approvedGrantId'>;

function fate(events: readonly RecordedEvent[], request: Of<'SupportAccessRequested'>, now: EpochMs): Fate {
  const { requestId, requestExpiresAt } = request;
  const grant = grantEnd(events, request.grantId);
  const own = toEpochMs(requestExpiresAt);
  for (const { event } of events) {
    if (!('requestId' in event.data) || event.data.requestId !== requestId) continue;
    if (event.type === 'SupportAccessGranted' || event.type === 'SupportAccessExtended') {
      const { grantId, reason } = event.data;
      const [at, by] =
        event.type === 'SupportAccessGranted'
          ? [event.data.grantedAt, event.data.grantedBy]
          : [event.data.at, event.data.extendedBy];
      return { status: 'approved', endedAt: at, endedBy: by, ...given(reason), approvedGrantId: grantId };
    }
    if (event.type === 'SupportAccessRequestClosed') {
      const { cause, at, closedBy, reason } = event.data;
      const inFact: Partial<Record<RequestStatus, EpochMs>> = { expired: own, 'grant-ended': grant.at };
      const endedAt = toInstant(Math.min(toEpochMs(at), inFact[cause] ?? Infinity));
      return { status: cause, endedAt, endedBy: closedBy, ...given(reason) };
    }
  }
  if (Math.min(own, grant.at) > now) return { status: 'pending' };
  return own < grant.at
    ? { status: 'expired', endedAt: requestExpiresAt }
    : { status: 'grant-ended', endedAt: toInstant(grant.at) };
}

const given = (reason: string | undefined) => (reason === undefined ? {} : { endReason: reason });

export function naiveSessions(
  events: readonly RecordedEvent[],
  filter: Omit<SessionFilter, 'limit' | 'cursor'>,
): ListedSession[] {
  const listed = all(events, 'SupportLogin').map(({ data, recorded }): ListedSession => {
    const { sessionId, engineer, at, sessionExpiresAt, workspaceId, grantId, ticketId } = data;
    return {
      sessionId,
      engineer,
      at,
      sessionExpiresAt,
      workspaceId,
      grantId,
      ...(ticketId !== undefined && { ticketId }),
      ...sessionEnd(events, data, filter.now),
      position: String(recorded.position),
    };
  });
  return listed
    .filter(
      ({ endedAt, engineer, workspaceId, ticketId }) =>
        (filter.live === undefined || filter.live === (endedAt === undefined)) &&
        (filter.engineer ?? engineer.id) === engineer.id &&
        (filter.workspaceId ?? workspaceId) === workspaceId &&
        (filter.ticketId === undefined || filter.ticketId === ticketId),
    )
    .reverse();
}

function sessionEnd(
  events: readonly RecordedEvent[],
  { sessionId, grantId, sessionExpiresAt }: Of<'SupportLogin'>,
  now: EpochMs,
): Pick<ListedSession, 'cause' | 'endedAt'> {
  const end = all(events, 'SupportSessionEnded').find(({ data }) => data.sessionId === sessionId)?.data;
  if (end !== undefined) return { cause: end.cause, endedAt: end.endedAt };
  const grant = grantEnd(events, grantId);
  const own = toEpochMs(sessionExpiresAt);
  if (Math.min(own, grant.at) > now) return {};
  return own < grant.at
    ? { cause: 'timed-out', endedAt: sessionExpiresAt }
    : { cause: grant.cause as 'grant-ended', endedAt: toInstant(grant.at) };
}

export function naiveOfTicket(events: readonly RecordedEvent[], ticketId: string, now: EpochMs): string[] {
  const grants = all(events, 'SupportAccessGranted')
    .map(({ data }) => data)
    .filter((data) => data.ticketId === ticketId && grantEnd(events, data.grantId).at > now);
  const sessions = naiveSessions(events, { now, live: true, ticketId });
  const requests = naiveRequests(events, { now, status: 'pending', ticketId });
  return [...new Set([...grants, ...sessions, ...requests].map(({ workspaceId }) => workspaceId))].sort();
}

export const naiveOfEngineer = (
  events: readonly RecordedEvent[],
  engineerId: string,
  now: EpochMs,
): OpenOfEngineer => ({
  sessions: naiveSessions(events, { now, live: true, engineer: engineerId })
    .map(({ workspaceId, sessionId }) => ({ workspaceId, sessionId }))
    .reverse(),
  requests: naiveRequests(events, { now, status: 'pending', requestedBy: engineerId })
    .map(({ workspaceId, requestId }) => ({ workspaceId, requestId }))
    .reverse(),
});

/** What has no recorded end, in the order of the log. */
export function naiveDue(events: readonly RecordedEvent[]): OpenDue[] {
  const open = new Map<string, OpenDue>();
  for (const { event, position } of events) {
    const { workspaceId } = event.data;
    const add = (kind: OpenDue['kind'], id: string, end: string) =>
      open.set(id, { position, kind, id, workspaceId, dueAt: toEpochMs(end) });
    if ('requestId' in event.data && event.type !== 'SupportAccessDenied')
      open.delete(event.data.requestId ?? '');
    if (event.type === 'SupportAccessRequested')
      add('request', event.data.requestId, event.data.requestExpiresAt);
    if (event.type === 'SupportAccessGranted') add('grant', event.data.grantId, event.data.expiresAt);
    const extended = event.type === 'SupportAccessExtended' ? open.get(event.data.grantId) : undefined;
    if (event.type === 'SupportAccessExtended' && extended !== undefined)
      extended.dueAt = toEpochMs(event.data.expiresAt);
    if (event.type === 'SupportAccessRevoked') open.delete(event.data.grantId);
    if (event.type === 'SupportLogin') add('session', event.data.sessionId, event.data.sessionExpiresAt);
    if (event.type === 'SupportSessionEnded') open.delete(event.data.sessionId);
  }
  return [...open.values()];
}

const newestFirst = (requests: ListedRequest[]): ListedRequest[] =>
  requests.sort(
    (one, other) => toEpochMs(other.at) - toEpochMs(one.at) || Number(other.position) - Number(one.position),
  );
