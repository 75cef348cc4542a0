import type { AuditEntry } from '#client';
import { html } from 'lit-html';
import { say } from '../../words/words.js';
import { durationOf } from '../duration.js';
import { moment } from '../moment.js';
import { nameOf } from '../person.js';
import type { Telling } from './telling.js';
import { zoneOf } from './telling.js';

const MINUTE_MS = 60_000;

/** The particulars of an entry in a line: what its label, its actor and its ticket do not say yet. */
export function summaryOf(entry: AuditEntry, telling: Telling): unknown[] {
  const { reason } = entry;
  const quoted = reason === undefined ? undefined : html`<q class="text">${cut(reason)}</q>`;
  return [...particulars(entry, telling), quoted]
    .filter((each) => each !== undefined)
    .flatMap((each, i) => (i === 0 ? [capitalised(each, telling)] : [' · ', each]));
}

/** Reasons may be long; the opened row has all of it. */
const cut = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

/** A sentence's first letter, wherever it comes from: out of the sentence or out of a word put into it. */
function capitalised(said: unknown, telling: Telling): unknown {
  if (typeof said === 'string') return said.charAt(0).toLocaleUpperCase(telling.locale) + said.slice(1);
  if (!Array.isArray(said)) return said;
  const first = said.findIndex((part) => part !== '');
  return said.with(first, capitalised(said[first], telling));
}

function particulars(entry: AuditEntry, telling: Telling): unknown[] {
  const { events: w, locale, others } = telling;
  const { durationMinutes, grantId, sessionId, ipAddress, expiresAt } = entry;
  const tell = (text: string, values: Record<string, unknown>) => say(text, values, locale);
  const at = (instant: string) => moment(instant, locale, zoneOf(telling.filters));
  switch (entry.type) {
    case 'SupportAccessRequested':
      return durationMinutes === undefined
        ? []
        : [
            tell(grantId === undefined ? w.requestedFor : w.requestedMore, {
              duration: durationOf(durationMinutes, locale),
            }),
          ];
    case 'SupportAccessGranted':
      return [expiresAt && granted(entry, expiresAt, telling), asked(entry, telling)];
    case 'SupportAccessExtended':
      return [
        expiresAt && tell(w.extended, { until: at(expiresAt), n: entry.extension }),
        asked(entry, telling),
      ];
    case 'SupportLogin':
      return [ipAddress && tell(w.from, { address: ipAddress })];
    case 'SupportSessionEnded': {
      const who = another(others.sessions.get(sessionId ?? ''), entry);
      return [who && tell(w.sessionOf, { who }), causeOf(entry, telling)];
    }
    case 'SupportAccessRequestClosed': {
      const who = another(others.requests.get(entry.requestId ?? ''), entry);
      return [who && tell(w.requestOf, { who }), isInLabel(entry) ? undefined : causeOf(entry, telling)];
    }
    case 'SupportAccessRevoked':
      return [isInLabel(entry) ? undefined : causeOf(entry, telling)];
    case 'SupportAccessDenied':
      return [refusal(entry, telling), ipAddress && tell(w.from, { address: ipAddress })];
    case 'SupportTicketClosed':
    case 'WorkspaceUpdated':
      return [];
    default:
      // A type of a later release: its row opens to whatever the service tells.
      entry.type satisfies never;
      return [];
  }
}

/** Who ended their own session is named in the row already. */
const another = (name: string | undefined, { actor }: AuditEntry): string | undefined =>
  name === nameOf(actor) ? undefined : name;

/** `1 day, until Wed 2 Dec, 14:03` */
function granted({ at, expiresAt }: AuditEntry, until: string, { events: w, locale, filters }: Telling) {
  const minutes = (Date.parse(expiresAt ?? at) - Date.parse(at)) / MINUTE_MS;
  const values = { until: moment(until, locale, zoneOf(filters)), duration: durationOf(minutes, locale) };
  return say(Number.isInteger(minutes) ? w.granted : w.grantedUntil, values, locale);
}

function asked({ requestId }: AuditEntry, { events: w, locale, others }: Telling): unknown {
  if (requestId === undefined) return undefined;
  const who = others.requests.get(requestId);
  return who === undefined ? w.onRequest : say(w.onRequestOf, { who }, locale);
}

/** Labels such as *Support Access Request Declined* name the cause already; so does who revoked. */
const isInLabel = ({ cause }: AuditEntry): boolean =>
  cause === 'declined' || cause === 'withdrawn' || cause === 'expired' || cause === 'revoked';

/** In words; the service's own where this page knows none. */
export const causeOf = ({ cause }: AuditEntry, { events }: Telling): string | undefined =>
  cause && (events[`cause_${cause}` as const] ?? cause);
export const kindOf = ({ actor: { kind } }: AuditEntry, { events }: Telling): string =>
  events[`kind_${kind}` as const] ?? kind;
export const attemptOf = ({ attempted }: AuditEntry, { events }: Telling): string | undefined =>
  attempted && (events[`attempt_${attempted}` as const] ?? attempted);
export const codeOf = ({ code }: AuditEntry, { events }: Telling): string | undefined =>
  code && (events[`code_${code}` as const] ?? code);

function refusal(entry: AuditEntry, telling: Telling): unknown {
  const values = { attempt: attemptOf(entry, telling), code: codeOf(entry, telling) };
  const code = html` <span class="code">${entry.code}</span>`;
  return [...say(telling.events.denied, values, telling.locale), code];
}
