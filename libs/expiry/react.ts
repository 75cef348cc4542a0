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
 * that is not valid JSON or has no time was changed. Both are ignored, so that the ends of other grants are recorded.
 */
export function reactTo(recorded: RecordedEvent): DueChange | undefined {
  if (recorded.chain === '' || NOT_EVEN_PARSED.has(recorded.type)) return undefined;
  try {
    const change = react(recorded.event);
    const { expiresAt } = change?.kind === 'add' ? change.entry : (change?.key ?? { expiresAt: 0 });
    return Number.isFinite(expiresAt) ? change : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
