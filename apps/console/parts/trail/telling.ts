import type { AuditEntry } from '#client';
import type { EventWords } from '../../words/trail-events.js';
import type { trail } from '../../words/trail.js';
import type { Locale } from '../../words/words.js';
import { nameOf } from '../person.js';
import type { Filters } from './filters.js';

/** What it takes to put entries into words. */
export type Telling = {
  locale: Locale;
  words: (typeof trail)['en'];
  events: EventWords;
  filters: Filters;
  ticketUrl: string | undefined;
  others: Others;
};

/** Names that other entries on the page know: whose session ended, and who had asked for what was granted. */
export type Others = { sessions: ReadonlyMap<string, string>; requests: ReadonlyMap<string, string> };

export function othersIn(entries: readonly AuditEntry[]): Others {
  const sessions = new Map<string, string>();
  const requests = new Map<string, string>();
  for (const { type, actor, sessionId, requestId } of entries) {
    if (type === 'SupportLogin' && sessionId !== undefined) sessions.set(sessionId, nameOf(actor));
    if (type === 'SupportAccessRequested' && requestId !== undefined) requests.set(requestId, nameOf(actor));
  }
  return { sessions, requests };
}

/** The IANA zone for `moment`; undefined is the reader's. */
export const zoneOf = ({ zone }: Filters): { zone?: string } => (zone === 'utc' ? { zone: 'UTC' } : {});
