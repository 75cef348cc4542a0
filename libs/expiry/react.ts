import type { SupportAccessEvent, SupportAccessEventType } from '#domain';
import { toEpochMs } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { DueEntry, DueKey } from './due-list.js';

export type DueChange = { kind: 'add'; entry: DueEntry } | { kind: 'remove'; key: DueKey };

/** What an event means for the list of grants to end. Pure. */
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
      throw unknownEvent(event);
  }
}

/** Most of the log, and parsing an event costs more than all the rest here. */
const NOT_EVEN_PARSED = new Set<SupportAccessEventType>([
  'WorkspaceUpdated',
  'SupportLogin',
  'SupportAccessDenied',
]);

/** The same for an event as it was recorded. */
export const reactTo = (recorded: RecordedEvent): DueChange | undefined =>
  NOT_EVEN_PARSED.has(recorded.type) ? undefined : react(recorded.event);

const unknownEvent = (event: never): Error =>
  new Error(`unknown event type ${(event as { type: string }).type}`);
