import type { SupportAccessEvent, SupportAccessEventType } from '#domain';
import { toEpochMs } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { DueEntry, DueKey } from './due-list.js';

export type DueChange = { kind: 'add'; entry: DueEntry } | { kind: 'remove'; key: DueKey };

/**
 * What an event means for the list of grants to end. Pure. An event of an unknown type means nothing to it: the read models
 * stop at a newer release's event and call a forged one damage, and neither may keep the ends of other grants.
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

/** Most of the log, and parsing an event costs more than all the rest here. */
const NOT_EVEN_PARSED = new Set<SupportAccessEventType>([
  'WorkspaceUpdated',
  'SupportLogin',
  'SupportAccessDenied',
]);

/**
 * The same for an event as it was recorded. The list is not where damage is found: an event without a chain value is not this
 * service's, and one that is no JSON any more, or names no time, was changed. Neither may keep the ends of other grants.
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
