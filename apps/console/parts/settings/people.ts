import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { nameOf } from '../person.js';
import type { PagePart } from './settings-element.js';

/** Who is in the workspace, since when and until when at most; each can be shown out. */
export function people(part: PagePart): TemplateResult {
  const { w, page } = part;
  const { access, decisions, of } = page;
  if (access.sessions.length === 0) return html`<p class="muted">${w.nobody}</p>`;
  return html`<ul class="people" part="table">
    ${access.sessions.map(({ at, engineer, sessionExpiresAt, sessionId }) => {
      const end = `end:${sessionId}`;
      const isEnding = part.isSent(end);
      return html`<li>
        <div>
          <strong class="person">${nameOf(engineer)}</strong>
          <span class="facts muted small">
            <span>${part.say(w.since, { at: part.at(at, { as: 'clock' }) })}</span
            ><span aria-hidden="true">·</span>
            <span>${part.say(w.until, { at: part.at(sessionExpiresAt, { as: 'clock' }) })}</span>
          </span>
        </div>
        ${
          access.refusals
            ? html`<button
                class="small"
                aria-busy=${isEnding}
                aria-label=${part.plain(w.endOf, { who: nameOf(engineer) })}
                @click=${() => decisions.make(end, (deciding) => of.endSession(sessionId, deciding))}
              >
                ${isEnding ? w.endingSession : w.end}
              </button>`
            : nothing
        }
      </li>`;
    })}
  </ul>`;
}
