import type { EpochMs, Party } from '#domain';
import { happenedAt, MINUTE_MS, SYSTEM, toEpochMs, toInstant } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { CurrentAccess } from './access.js';
import type { AuditTrailFilter } from './audit-entry.js';

type Of<T extends RecordedEvent['event']['type']> = Extract<RecordedEvent['event'], { type: T }>['data'];

const ofType = <T extends RecordedEvent['event']['type']>(
  events: readonly RecordedEvent[],
  type: T,
  workspaceId: string,
): { data: Of<T>; recorded: RecordedEvent }[] =>
  events
    .filter(({ event }) => event.type === type && event.data.workspaceId === workspaceId)
    .map((recorded) => ({ data: recorded.event.data as Of<T>, recorded }));

/** A second model of current access, by definition and without tables: it goes through the whole history each time. */
export function naiveCurrentAccess(
  events: readonly RecordedEvent[],
  workspaceId: string,
  asOf: EpochMs,
): CurrentAccess {
  const position = String(events.at(-1)?.position ?? 0n);
  const common = { workspaceId, asOf: toInstant(asOf), position };
  const granted = ofType(events, 'SupportAccessGranted', workspaceId).find(({ data }) =>
    isWithin(asOf, data.grantedAt, grantEnds(events, data, asOf)),
  );
  const requests = ofType(events, 'SupportAccessRequested', workspaceId)
    .filter(({ data }) => isWithin(asOf, data.at, requestEnds(events, data, asOf)))
    .map(({ data, recorded }) => placed(data, recorded));
  if (granted === undefined)
    return { ...common, status: 'none', ...lastEnd(events, workspaceId, asOf), sessions: [], requests };
  const { data, recorded } = granted;
  const known = extensionsBy(events, data, asOf);
  const grant = {
    ...placed(data, recorded),
    expiresAt: known.at(-1)?.expiresAt ?? data.expiresAt,
    extensions: known.length,
    latestExpiresAt: toInstant(toEpochMs(data.grantedAt) + 7 * 24 * 60 * MINUTE_MS),
  };
  const sessions = ofType(events, 'SupportLogin', workspaceId)
    .map((login) => login.data)
    .filter((login) => login.grantId === data.grantId)
    .filter((login) => isWithin(asOf, login.at, sessionEnds(events, login)))
    .map(({ sessionId, engineer, at, sessionExpiresAt }) => ({ sessionId, engineer, at, sessionExpiresAt }));
  return { ...common, status: 'active', grant, sessions, requests };
}

/** By what ended the latest grant first. */
function lastEnd(
  events: readonly RecordedEvent[],
  workspaceId: string,
  asOf: EpochMs,
): Pick<CurrentAccess, 'lastEnd'> {
  const last = ofType(events, 'SupportAccessGranted', workspaceId)
    .map(({ data }) => data)
    .filter((data) => toEpochMs(data.grantedAt) <= asOf)
    .at(-1);
  if (last === undefined) return {};
  const { grantId, ticketId } = last;
  const revoked = ofType(events, 'SupportAccessRevoked', workspaceId)
    .map(({ data }) => data)
    .find((data) => data.grantId === grantId && data.cause !== 'expired' && toEpochMs(data.at) <= asOf);
  const expiresAt = extensionsBy(events, last, asOf).at(-1)?.expiresAt ?? last.expiresAt;
  const end = revoked
    ? { endedAt: revoked.at, cause: revoked.cause, endedBy: revoked.revokedBy }
    : { endedAt: expiresAt, cause: 'expired' as const };
  return { lastEnd: { grantId, ...end, ...(ticketId !== undefined && { ticketId }) } };
}

const isWithin = (asOf: EpochMs, from: string, until: readonly string[]): boolean =>
  toEpochMs(from) <= asOf && until.every((end) => asOf < toEpochMs(end));

const placed = <Data extends object>(data: Data, { metadata, position }: RecordedEvent) => ({
  commandId: metadata.commandId,
  ...data,
  position: String(position),
});

/** The extensions of a grant that were known then. */
const extensionsBy = (
  events: readonly RecordedEvent[],
  { workspaceId, grantId }: { workspaceId: string; grantId: string },
  asOf: EpochMs,
) =>
  ofType(events, 'SupportAccessExtended', workspaceId)
    .map(({ data }) => data)
    .filter((data) => data.grantId === grantId && toEpochMs(data.at) <= asOf);

/** Whatever ends a grant, as far as it was known then: the earliest counts. */
const grantEnds = (
  events: readonly RecordedEvent[],
  grant: { workspaceId: string; grantId: string; expiresAt: string },
  asOf: EpochMs,
): string[] => [
  extensionsBy(events, grant, asOf).at(-1)?.expiresAt ?? grant.expiresAt,
  ...ofType(events, 'SupportAccessRevoked', grant.workspaceId)
    .filter(({ data }) => data.grantId === grant.grantId)
    .map(({ data }) => data.at),
];

/** Whatever ends a request; the grant that it is to extend among it. */
function requestEnds(
  events: readonly RecordedEvent[],
  { workspaceId, requestId, requestExpiresAt, grantId }: Of<'SupportAccessRequested'>,
  asOf: EpochMs,
): string[] {
  const ends = [requestExpiresAt];
  for (const { event } of events) {
    if (event.data.workspaceId !== workspaceId) continue;
    if (event.type === 'SupportAccessGranted' && event.data.grantId === grantId)
      ends.push(...grantEnds(events, event.data, asOf));
    if ('requestId' in event.data && event.data.requestId === requestId)
      if (event.type === 'SupportAccessGranted') ends.push(event.data.grantedAt);
      else if (event.type === 'SupportAccessExtended' || event.type === 'SupportAccessRequestClosed')
        ends.push(event.data.at);
  }
  return ends;
}

/** Whatever ends a session beside its grant. */
const sessionEnds = (
  events: readonly RecordedEvent[],
  { workspaceId, sessionId, sessionExpiresAt }: Of<'SupportLogin'>,
): string[] => [
  sessionExpiresAt,
  ...ofType(events, 'SupportSessionEnded', workspaceId)
    .filter(({ data }) => data.sessionId === sessionId)
    .map(({ data }) => data.endedAt),
];

/** Where an event says who did it; the end of a session names its engineer, too. */
const ACTORS = [
  'requestedBy',
  'closedBy',
  'grantedBy',
  'extendedBy',
  'endedBy',
  'engineer',
  'revokedBy',
  'by',
] as const;

/** The ids of the events that a trail with these filters shows, all pages together. */
export function naiveTrail(events: readonly RecordedEvent[], filter: AuditTrailFilter): string[] {
  const shown = events.filter(({ event }) => {
    const data = event.data as Record<string, unknown>;
    const who = (ACTORS.map((key) => data[key]).find((value) => value !== undefined) ?? SYSTEM) as Party;
    const at = toEpochMs(happenedAt(event));
    return (
      event.data.workspaceId === filter.workspaceId &&
      (filter.asAuditor || event.type !== 'WorkspaceUpdated') &&
      (filter.type ?? event.type) === event.type &&
      (filter.actor ?? who.id) === who.id &&
      (filter.grantId === undefined || filter.grantId === data['grantId']) &&
      (filter.requestId === undefined || filter.requestId === data['requestId']) &&
      (filter.sessionId === undefined || filter.sessionId === data['sessionId']) &&
      (filter.ticketId === undefined || filter.ticketId === data['ticketId']) &&
      (filter.code === undefined || filter.code === data['code']) &&
      (filter.attempted === undefined || filter.attempted === data['attempted']) &&
      (filter.from ?? -Infinity) <= at &&
      at < (filter.to ?? Infinity)
    );
  });
  const ids = shown.sort((one, other) => one.revision - other.revision).map(({ id }) => id);
  return filter.order === 'asc' ? ids : ids.reverse();
}
