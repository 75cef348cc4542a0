import type { SupportAccessEvent, SupportAccessEventType } from '#domain';
import { toEpochMs } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { DueEntry, DueKey } from './due-list.js';

/** `answer`: a request is over; its approval does not name the end that its entry is found by. */
export type DueChange =
  { kind: 'add'; entry: DueEntry } | { kind: 'remove'; key: DueKey } | { kind: 'answer'; requestId: string };

const NOTHING: readonly DueChange[] = [];

/**
 * What an event changes in the due list. Pure. Events of unknown types are ignored: the read models stop at a newer release's event and
 * report a forged one as damage, and neither may block other ends.
 */
export function react(event: SupportAccessEvent): readonly DueChange[] {
  switch (event.type) {
    case 'SupportAccessRequested': {
      const { requestId, workspaceId, requestExpiresAt } = event.data;
      return [added('request', requestId, workspaceId, requestExpiresAt)];
    }
    case 'SupportAccessRequestClosed':
      return [removed(event.data.requestId, event.data.requestExpiresAt)];
    case 'SupportAccessGranted': {
      const { grantId, workspaceId, expiresAt, requestId } = event.data;
      return [added('grant', grantId, workspaceId, expiresAt), ...answered(requestId)];
    }
    case 'SupportAccessExtended': {
      const { grantId, workspaceId, previousExpiresAt, expiresAt, requestId } = event.data;
      return [
        removed(grantId, previousExpiresAt),
        added('grant', grantId, workspaceId, expiresAt),
        ...answered(requestId),
      ];
    }
    case 'SupportLogin': {
      const { sessionId, workspaceId, sessionExpiresAt } = event.data;
      return [added('session', sessionId, workspaceId, sessionExpiresAt)];
    }
    case 'SupportSessionEnded':
      return [removed(event.data.sessionId, event.data.sessionExpiresAt)];
    case 'SupportAccessRevoked':
      return [removed(event.data.grantId, event.data.expiresAt)];
    case 'WorkspaceUpdated':
    case 'SupportTicketClosed':
    case 'SupportAccessDenied':
      return NOTHING;
    default:
      event satisfies never;
      return NOTHING;
  }
}

const added = (kind: DueEntry['kind'], id: string, workspaceId: string, dueAt: string): DueChange => ({
  kind: 'add',
  entry: { kind, id, workspaceId, dueAt: toEpochMs(dueAt) },
});

const removed = (id: string, dueAt: string): DueChange => ({
  kind: 'remove',
  key: { id, dueAt: toEpochMs(dueAt) },
});

const answered = (requestId: string | undefined): DueChange[] =>
  requestId === undefined ? [] : [{ kind: 'answer', requestId }];

/** Types that change nothing; parsing costs more than everything else here. */
const NOT_EVEN_PARSED = new Set<SupportAccessEventType>([
  'WorkspaceUpdated',
  'SupportTicketClosed',
  'SupportAccessDenied',
]);

/**
 * The same for a stored event. Reporting damage is not the list's task: an event without a chain value is not the service's, and one
 * of another shape was changed or written by hand. Both are ignored, so that other ends are recorded.
 */
export function reactTo(recorded: RecordedEvent): readonly DueChange[] {
  if (recorded.chain === '' || NOT_EVEN_PARSED.has(recorded.type)) return NOTHING;
  try {
    const changes = react(recorded.event);
    return changes.every(canBeKept) ? changes : NOTHING;
  } catch {
    // This only reads the event: what goes wrong is the event's.
    return NOTHING;
  }
}

function canBeKept(change: DueChange): boolean {
  if (change.kind === 'answer') return isText(change.requestId);
  if (change.kind === 'remove') return isText(change.key.id) && Number.isFinite(change.key.dueAt);
  const { id, workspaceId, dueAt } = change.entry;
  return isText(id) && isText(workspaceId) && Number.isFinite(dueAt);
}

const isText = (value: unknown): boolean => typeof value === 'string' && !value.includes('\0');
