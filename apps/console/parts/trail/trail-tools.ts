import type { TemplateResult } from 'lit-html';
import { html } from 'lit-html';
import { say } from '../../words/words.js';
import { facts } from '../facts.js';
import { zoneNameOf } from '../moment.js';
import type { Filters } from './filters.js';
import { countOf, queryOf } from './filters.js';
import type { Telling } from './telling.js';

/** In which zone times are shown, and what may be taken away: the entries that match, and a checkpoint. */
export function trailTools(
  { words: w, filters, locale }: Telling,
  setZone: (zone: Filters['zone']) => void,
): TemplateResult {
  const zone = (name: Filters['zone'], text: unknown): TemplateResult =>
    html`<label
      ><input
        type="radio"
        name="zone"
        .checked=${filters.zone === name}
        @change=${() => setZone(name)}
      /><span>${text}</span></label
    >`;
  const download = (ending: string, text: string, more: Record<string, string> = {}): TemplateResult => {
    const query = new URLSearchParams({ ...queryOf(filters), ...more }).toString();
    const href = `${location.pathname}.${ending}${query === '' ? '' : `?${query}`}`;
    return html`<a class="button small" href=${href} download="${facts.workspaceId}-audit-trail.${ending}"
      >${text}</a
    >`;
  };
  return html`<div class="row apart tools">
    <fieldset class="row">
      <legend class="unseen">${w.zoneLegend}</legend>
      <div class="choices">
        ${zone('local', say(w.zoneLocal, { offset: zoneNameOf(new Date(), locale) }, locale))}${zone('utc', w.zoneUtc)}
      </div>
    </fieldset>
    <div class="row">
      <span class="muted">${countOf(filters) === 0 ? w.exportAll : w.export}</span>
      ${download('csv', w.csv, { bom: 'true' })} ${download('ndjson', w.jsonLines)}
    </div>
  </div>`;
}

/** The workspace's signed note, for those who want to prove something later. */
export const checkpointCard = ({ words: w }: Telling, path: string): TemplateResult =>
  html`<div class="card row apart">
    <p class="muted small">${w.checkpointWhy}</p>
    <a
      class="button small"
      href="/console/api${path}/checkpoint"
      download="${facts.workspaceId}-checkpoint.txt"
    >
      ${w.checkpoint}
    </a>
  </div>`;
