import type { AuditEntry } from '#client';
import type { EventWords } from '../../words/trail-events.js';

/** A sign for each type of event, so that a long trail can be skimmed; its colour says nothing that the sign does not. */
type Mark = { sign: string; tone: 'good' | 'danger' | 'accent' | 'muted' };

const MARKS: Readonly<Record<AuditEntry['type'], Mark>> = {
  WorkspaceUpdated: { sign: '≡', tone: 'muted' },
  SupportAccessRequested: { sign: '◇', tone: 'accent' },
  SupportAccessRequestClosed: { sign: '◆', tone: 'muted' },
  SupportAccessGranted: { sign: '▲', tone: 'good' },
  SupportAccessExtended: { sign: '△', tone: 'good' },
  SupportLogin: { sign: '●', tone: 'accent' },
  SupportSessionEnded: { sign: '○', tone: 'muted' },
  SupportAccessRevoked: { sign: '▼', tone: 'muted' },
  SupportTicketClosed: { sign: '■', tone: 'muted' },
  SupportAccessDenied: { sign: '✕', tone: 'danger' },
};

export const EVENT_TYPES = Object.keys(MARKS) as AuditEntry['type'][];

/** A type that came with a later release of the service has a plain sign. */
export const markOf = ({ type }: AuditEntry): Mark =>
  (MARKS as Partial<typeof MARKS>)[type] ?? { sign: '·', tone: 'muted' };

/** What happened, in the page's language; in the service's words if this page does not know it. */
export function labelOf({ type, cause, label }: AuditEntry, words: EventWords): string {
  const known: Readonly<Record<string, string>> = words;
  return known[`label_${type}_${cause}`] ?? known[`label_${type}`] ?? label;
}

/** A type as a choice among the filters. */
export const choiceOf = (type: AuditEntry['type'], words: EventWords): string =>
  (words as Readonly<Record<string, string>>)[`choice_${type}`] ?? words[`label_${type}`];
