import type { AuditEntry } from '#client';
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { fullNameOf } from '../person.js';
import type { FilterName } from './filters.js';
import { addressOf, countOf, fieldValue, normalise } from './filters.js';
import { choiceOf, EVENT_TYPES } from './marks.js';
import type { Telling } from './telling.js';
import { say } from '../../words/words.js';

type Options = { isAuditor: boolean; isOpen: boolean; people: ReadonlyMap<string, AuditEntry['actor']> };

/** An ordinary form: its answer is a page with another address, to be kept, shared and gone back from. */
export function filterForm(telling: Telling, { isAuditor, isOpen, people }: Options): TemplateResult {
  const { words: w, filters, locale } = telling;
  const { only, zone } = filters;
  const count = countOf(filters);
  const onFormData = (event: FormDataEvent): void => normalise(event.formData, zone);
  return html`<details class="card filters" ?open=${isOpen}>
    <summary>
      <span>${w.filters}</span>
      ${count > 0 ? html`<span class="badge">${say(w.filtersActive, { n: count }, locale)}</span>` : nothing}
    </summary>
    <form method="get" @formdata=${onFormData}>
      ${zone === 'utc' ? html`<input type="hidden" name="zone" value="utc" />` : nothing}
      <div class="fields">
        <div class="field">
          <label for="type">${w.event}</label>
          <select id="type" name="type">
            <option value="">${w.anyEvent}</option>
            ${EVENT_TYPES.filter((type) => isAuditor || type !== 'WorkspaceUpdated').map(
              (type) =>
                html`<option value=${type} ?selected=${type === only.type}>
                  ${choiceOf(type, telling.events)}
                </option>`,
            )}
          </select>
        </div>
        ${text('actor', telling, 'people')} ${text('ticketId', telling)} ${text('grantId', telling)}
        ${only.requestId === undefined ? nothing : text('requestId', telling)}
        ${only.sessionId === undefined ? nothing : text('sessionId', telling)}
        ${only.code === undefined ? nothing : text('code', telling)} ${instant('from', telling)}
        ${instant('to', telling)}
        <label class="check">
          <input type="checkbox" name="refused" value="1" ?checked=${filters.refused} /> ${w.refused}
        </label>
        <div class="row apply">
          ${count > 0 ? clearLink(telling) : nothing}
          <button class="primary">${w.apply}</button>
        </div>
      </div>
      <datalist id="people">
        ${[...people.values()].map((person) => html`<option value=${person.id}>${fullNameOf(person)}</option>`)}
      </datalist>
    </form>
  </details>`;
}

/** What a field is called on the page. */
export function fieldName(name: string, w: Telling['words']): string {
  const names: Readonly<Record<string, string>> = {
    type: w.event,
    actor: w.actor,
    ticketId: w.ticket,
    grantId: w.grant,
    requestId: w.request,
    sessionId: w.session,
    code: w.code,
    from: w.from,
    to: w.to,
  } satisfies Record<FilterName, string>;
  return names[name] ?? name;
}

export const clearLink = ({ words, filters }: Telling): TemplateResult =>
  html`<a href=${addressOf({ ...filters, only: {}, refused: false })}>${words.clear}</a>`;

const text = (name: FilterName, { filters, words }: Telling, list?: string): TemplateResult =>
  html`<div class="field">
    <label for=${name}>${fieldName(name, words)}</label>
    <input
      id=${name}
      name=${name}
      .value=${filters.only[name] ?? ''}
      list=${list ?? nothing}
      autocomplete="off"
      spellcheck="false"
      maxlength="255"
    />
  </div>`;

const instant = (name: 'from' | 'to', { filters, words }: Telling): TemplateResult =>
  html`<div class="field">
    <label for=${name}>${fieldName(name, words)}</label>
    <input
      id=${name}
      name=${name}
      type="datetime-local"
      .value=${fieldValue(filters.only[name], filters.zone)}
    />
  </div>`;
