import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { SettingsWords } from '../../words/settings.js';
import type { Text } from '../../words/words.js';
import { nameOf } from '../person.js';
import type { Access } from './access.js';

type Values = Record<string, unknown>;
type Options = {
  words: SettingsWords;
  at: (instant: string) => unknown;
  say: (text: Text, values: Values) => unknown[];
  plain: (text: Text, values: Values) => string;
  canEnd: boolean;
  isEnding: (sessionId: string) => boolean;
  onEnd: (sessionId: string) => void;
};

/** Who is in the workspace, since when and until when at most; each can be shown out. */
export function people({ sessions }: Access, options: Options): TemplateResult {
  const { words, at, say, plain, canEnd, isEnding, onEnd } = options;
  if (sessions.length === 0) return html`<p class="muted">${words.nobody}</p>`;
  return html`<ul class="people" part="table">
    ${sessions.map(
      (session) =>
        html`<li>
          <div>
            <strong class="person">${nameOf(session.engineer)}</strong>
            <span class="facts muted small">
              <span>${say(words.since, { at: at(session.at) })}</span><span aria-hidden="true">·</span>
              <span>${say(words.until, { at: at(session.sessionExpiresAt) })}</span>
            </span>
          </div>
          ${
            canEnd
              ? html`<button
                  class="small"
                  aria-busy=${isEnding(session.sessionId)}
                  aria-label=${plain(words.endOf, { who: nameOf(session.engineer) })}
                  @click=${() => onEnd(session.sessionId)}
                >
                  ${isEnding(session.sessionId) ? words.endingSession : words.end}
                </button>`
              : nothing
          }
        </li>`,
    )}
  </ul>`;
}
