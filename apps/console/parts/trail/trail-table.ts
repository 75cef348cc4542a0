import type { AuditEntry } from '#client';
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { formatsOf } from '../../words/words.js';
import { moment } from '../moment.js';
import { nameOf } from '../person.js';
import { ticket } from '../ticket.js';
import { entryDetails } from './entry-details.js';
import { labelOf, markOf } from './marks.js';
import { kindOf, summaryOf } from './summary.js';
import type { Telling } from './telling.js';
import { zoneOf } from './telling.js';

type Options = { isOpen: (id: string) => boolean; toggle: (id: string) => void };

/**
 * Entries newest first, under the days of the chosen zone. The roles are spelled out because on narrow screens the rows become cards, and
 * a table that is not laid out as one loses its meaning for assistive technology.
 */
export function trailTable(
  entries: readonly AuditEntry[],
  telling: Telling,
  options: Options,
): TemplateResult {
  const { words: w } = telling;
  return html`<table role="table">
    <caption class="unseen">
      ${w.caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${[w.time, w.event, w.who, w.ticket, w.details].map(
          (name) => html`<th role="columnheader" scope="col">${name}</th>`,
        )}
      </tr>
    </thead>
    ${repeat(
      daysOf(entries, telling),
      ([day]) => day,
      ([day, ofDay]) =>
        html`<tbody role="rowgroup">
          <tr role="row" class="day">
            <th role="rowheader" scope="rowgroup" colspan="5">${day}</th>
          </tr>
          ${repeat(
            ofDay,
            ({ id }) => id,
            (entry) => row(entry, telling, options),
          )}
        </tbody>`,
    )}
  </table>`;
}

function row(entry: AuditEntry, telling: Telling, { isOpen, toggle }: Options): TemplateResult {
  const { locale, filters, ticketUrl, events } = telling;
  const { id, actor, ticketId } = entry;
  const { sign, tone } = markOf(entry);
  const open = isOpen(id);
  const kind = kindOf(entry, telling);
  return html`<tr role="row" class="entry ${open ? 'open' : ''}" @click=${onRow(() => toggle(id))}>
      <td role="cell" class="time">${moment(entry.at, locale, { as: 'time', ...zoneOf(filters) })}</td>
      <th role="rowheader" scope="row" class="event">
        <button class="opener" aria-expanded=${open} aria-controls=${open ? `of-${id}` : nothing}>
          <span class="sign ${tone}" aria-hidden="true">${sign}</span>
          <span>${labelOf(entry, events)}</span>
        </button>
      </th>
      <td role="cell" class="who">
        ${actor.kind === 'system' ? kind : html`<span class="person">${nameOf(actor)}</span> <span class="muted kind">(${kind})</span>`}
      </td>
      <td role="cell" class="ticket">${ticketId === undefined ? nothing : ticket(ticketId, ticketUrl)}</td>
      <td role="cell" class="summary">${summaryOf(entry, telling)}</td>
    </tr>
    ${
      open
        ? html`<tr role="row" class="details" id="of-${id}">
            <td role="cell" colspan="5">${entryDetails(entry, telling)}</td>
          </tr>`
        : nothing
    }`;
}

/** The whole row opens, for those who point; links in it and text that is being marked stay what they are. */
const onRow =
  (toggle: () => void) =>
  (event: MouseEvent): void => {
    const isLink = event.composedPath().some((each) => each instanceof HTMLAnchorElement);
    if (!isLink && getSelection()?.isCollapsed !== false) toggle();
  };

function daysOf(entries: readonly AuditEntry[], { locale, filters }: Telling): Map<string, AuditEntry[]> {
  const format = new Intl.DateTimeFormat(formatsOf(locale), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    ...(filters.zone === 'utc' && { timeZone: 'UTC' }),
  });
  const days = new Map<string, AuditEntry[]>();
  for (const entry of entries) {
    const day = format.format(new Date(entry.at));
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return days;
}
