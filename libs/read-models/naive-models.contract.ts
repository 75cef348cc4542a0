import type { EpochMs, Party } from '#domain';
import { happenedAt, latestEndOf, SYSTEM, toEpochMs, toInstant } from '#domain';
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
  for (const { data, recorded } of ofType(events, 'SupportAccessGranted', workspaceId)) {
    const end = ofType(events, 'SupportAccessRevoked', workspaceId).find(
      ({ data: { grantId } }) => grantId === data.grantId,
    );
    const until = Math.min(toEpochMs(data.expiresAt), end ? toEpochMs(end.data.at) : Infinity);
    if (asOf < toEpochMs(data.grantedAt) || asOf >= until) continue;
    const sessions = ofType(events, 'SupportLogin', workspaceId)
      .map((login) => login.data)
      .filter((login) => login.grantId === data.grantId)
      .filter((login) => toEpochMs(login.at) <= asOf && asOf < toEpochMs(login.sessionExpiresAt))
      .map(({ sessionId, engineer, at, sessionExpiresAt }) => ({
        sessionId,
        engineer,
        at,
        sessionExpiresAt,
      }));
    const grant = {
      commandId: recorded.metadata.commandId,
      ...data,
      extensions: 0,
      latestExpiresAt: toInstant(latestEndOf(toEpochMs(data.grantedAt))),
      position: String(recorded.position),
    };
    return { ...common, status: 'active', grant, sessions, requests: [] };
  }
  return { ...common, status: 'none', sessions: [], requests: [] };
}

/** The ids of the events that a trail with these filters shows, all pages together. */
export function naiveTrail(events: readonly RecordedEvent[], filter: AuditTrailFilter): string[] {
  const shown = events.filter(({ event }) => {
    const data = event.data as Record<string, unknown>;
    const who = (data['grantedBy'] ?? data['engineer'] ?? data['revokedBy'] ?? data['by'] ?? SYSTEM) as Party;
    const at = toEpochMs(happenedAt(event));
    return (
      event.data.workspaceId === filter.workspaceId &&
      (filter.asAuditor || event.type !== 'WorkspaceUpdated') &&
      (filter.type ?? event.type) === event.type &&
      (filter.actor ?? who.id) === who.id &&
      (filter.grantId === undefined || filter.grantId === data['grantId']) &&
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
