import type { SupportAccessEvent, SupportAccessEventType } from '#domain';
import { toEpochMs } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { DueEntry, DueKey } from './due-list.js';

export type DueChange = { kind: 'add'; entry: DueEntry } | { kind: 'remove'; key: DueKey };

/**
 * What an event changes in the due list. Pure. Events of unknown types are ignored: the read models stop at a newer release's event and
 * report a forged one as damage, and neither may block the ends of other grants.
 */
export function react(event: SupportAccessEvent): DueChange | undefined {
  switch (event.type) {
    case 'SupportAccessGranted': {
      const { grantId, workspaceId, expiresAt } = event.data;
      return { kind: 'add', entry: { grantId, workspaceId, expiresAt: toEpochMs(expiresAt) } };
    }
    case 'SupportAccessRevoked': {
      const { grantId, expiresAt } = event.data;
      return { kind: 'remove', key: { grantId, expiresAt: toEpochMs(expiresAt) } };
    }
    case 'WorkspaceUpdated':
    case 'SupportLogin':
    case 'SupportAccessDenied':
      return undefined;
    default:
      event satisfies never;
      return undefined;
  }
}

/** Types that change nothing. They are most of the log, and parsing costs more than everything else here. */
const NOT_EVEN_PARSED = new Set<SupportAccessEventType>([
  'WorkspaceUpdated',
  'SupportLogin',
  'SupportAccessDenied',
]);

/**
 * The same for a stored event. Reporting damage is not the list's task: an event without a chain value is not the service's, and one
 * of another shape was changed or written by hand. Both are ignored, so that the ends of other grants are recorded.
 */
export function reactTo(recorded: RecordedEvent): DueChange | undefined {
  if (recorded.chain === '' || NOT_EVEN_PARSED.has(recorded.type)) return undefined;
  try {
    const change = react(recorded.event);
    return change !== undefined && canBeKept(change) ? change : undefined;
  } catch {
    // This only reads the event: what goes wrong is the event's.
    return undefined;
  }
}

function canBeKept(change: DueChange): boolean {
  const { grantId, expiresAt } = change.kind === 'add' ? change.entry : change.key;
  const texts = change.kind === 'add' ? [grantId, change.entry.workspaceId] : [grantId];
  return (
    Number.isFinite(expiresAt) && texts.every((text) => typeof text === 'string' && !text.includes('\0'))
  );
}
