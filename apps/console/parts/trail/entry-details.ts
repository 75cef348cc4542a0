import type { AuditEntry } from '#client';
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import type { Locale } from '../../words/words.js';
import { formatsOf, say } from '../../words/words.js';
import { durationOf, remaining } from '../duration.js';
import { moment } from '../moment.js';
import { fullNameOf, nameOf } from '../person.js';
import { ticket } from '../ticket.js';
import './copy-button.js';
import type { FilterName } from './filters.js';
import { addressOf } from './filters.js';
import { attemptOf, causeOf, codeOf, kindOf } from './summary.js';
import type { Telling } from './telling.js';
import { zoneOf } from './telling.js';

/** Everything that the service tells of an entry. */
export function entryDetails(entry: AuditEntry, telling: Telling): TemplateResult {
  const { words: w, locale, ticketUrl } = telling;
  const { actor, durationMinutes, extension, expiresAt, endedAt, recordedAt, lagMs } = entry;
  const { reason, ticketId, ipAddress, userAgent, revision, source } = entry;
  const at = (instant: string | undefined) => instant && full(instant, telling);
  const late = lagMs !== undefined && say(w.recordedLater, { left: lagOf(lagMs, locale) }, locale);
  const facts: [string, unknown][] = [
    [w.happened, at(entry.at)],
    [w.recorded, html`${at(recordedAt)}${late ? html` <span class="muted">(${late})</span>` : nothing}`],
    [w.by, actorOf(entry, telling)],
    [w.through, linked('sessionId', actor.sessionId, w.sessionEvents, telling)],
    [w.attempt, attemptOf(entry, telling)],
    [w.refusal, entry.code && html`${codeOf(entry, telling)} <span class="code">${entry.code}</span>`],
    [w.why, entry.cause && html`${causeOf(entry, telling)} <span class="code">${entry.cause}</span>`],
    [w.reason, reason && html`<q class="text">${reason}</q>`],
    [w.asked, durationMinutes && durationOf(durationMinutes, locale)],
    [w.extension, extension],
    [w.expires, at(expiresAt)],
    [w.ended, at(endedAt)],
    [
      w.ticket,
      ticketId &&
        html`${ticket(ticketId, ticketUrl)} ${filter('ticketId', ticketId, w.ticketEvents, telling)}`,
    ],
    [w.grant, linked('grantId', entry.grantId, w.grantEvents, telling)],
    [w.request, linked('requestId', entry.requestId, w.requestEvents, telling)],
    [w.session, linked('sessionId', entry.sessionId, w.sessionEvents, telling)],
    [w.address, ipAddress],
    [w.browser, userAgent && html`<span class="text">${userAgent}</span>`],
    [w.source, source && sourceOf(source)],
    [w.entry, html`${id(entry.id, w.entry)} ${say(w.entryNumber, { revision }, locale)}`],
  ];
  return html`<dl>
    ${facts
      .filter(([, value]) => value !== undefined && value !== '')
      .map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
  </dl>`;
}

function actorOf(entry: AuditEntry, telling: Telling): unknown {
  const { words: w, locale } = telling;
  const { actor } = entry;
  const kind = kindOf(entry, telling);
  if (actor.kind === 'system') return kind;
  return html`${fullNameOf(actor)}, ${kind} ${id(actor.id, w.who)}
  ${filter('actor', actor.id, say(w.allBy, { who: nameOf(actor) }, locale), telling)}`;
}

/** Usually a fraction of a second. */
const lagOf = (ms: number, locale: Locale): string =>
  ms >= 60_000
    ? remaining(ms, locale)
    : new Intl.NumberFormat(formatsOf(locale), {
        style: 'unit',
        unit: 'second',
        maximumFractionDigits: 1,
      }).format(ms / 1_000);

/** In the zone that is chosen to the second, and in UTC as it is stored. */
const full = (instant: string, { locale, filters }: Telling): TemplateResult =>
  html`${moment(instant, locale, { as: 'full', ...zoneOf(filters) })}
    <span class="code muted">${new Date(instant).toISOString()}</span>`;

const id = (value: string, what: string): TemplateResult =>
  html`<span class="id"
    ><span class="code">${value}</span><sa-copy .text=${value} .what=${what}></sa-copy
  ></span>`;

const filter = (name: FilterName, value: string, text: unknown, { filters }: Telling): TemplateResult =>
  html`<a class="small" href=${addressOf({ ...filters, only: { [name]: value }, refused: false })}
    >${text}</a
  >`;

function linked(
  name: FilterName,
  value: string | undefined,
  text: string,
  telling: Telling,
): TemplateResult | undefined {
  if (value === undefined) return undefined;
  const what = { grantId: telling.words.grant, requestId: telling.words.request }[name as string];
  return html`${id(value, what ?? telling.words.session)} ${filter(name, value, text, telling)}`;
}

/** Who handed the command in: a subject over HTTP, a producer over Kafka, or the service itself at an end. */
const sourceOf = ({ kind, subject, producer, topic, partition, offset }: NonNullable<AuditEntry['source']>) =>
  html`<span class="code"
    >${[kind, subject, producer, topic && `${topic}/${partition}/${offset}`].filter(Boolean).join(' · ')}</span
  >`;
