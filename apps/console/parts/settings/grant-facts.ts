import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { SettingsWords } from '../../words/settings.js';
import type { Locale, Text } from '../../words/words.js';
import { plain, say } from '../../words/words.js';
import { moment } from '../moment.js';
import type { Person } from '../person.js';
import { nameOf } from '../person.js';
import { ticket } from '../ticket.js';
import type { Count, Grant, Story } from './access.js';
import { ordinal } from './terms.js';

type Options = { words: SettingsWords; locale: Locale; ticketUrl?: string | undefined };

const person = (who: Person): TemplateResult => html`<span class="person">${nameOf(who)}</span>`;

/** By whom, when, for which ticket, on whose request, and why; and how long it has been so. */
export function grantFacts(
  grant: Grant,
  story: Story,
  { words, locale, ticketUrl }: Options,
): TemplateResult {
  const sentence = (text: Text, values: Record<string, unknown>): unknown[] => say(text, values, locale);
  const { grantedBy, grantedAt, ticketId, consecutive, reason } = grant;
  return html`<p>
      ${sentence(words.grantedBy, { who: person(grantedBy), at: moment(grantedAt, locale, { as: 'near' }) })}${
        ticketId === undefined
          ? nothing
          : [', ', ...sentence(words.forTicket, { ticket: ticket(ticketId, ticketUrl) })]
      }${story.asker ? [', ', ...sentence(words.onRequest, { who: person(story.asker) })] : nothing}
    </p>
    ${reason === undefined ? nothing : html`<p class="text">“${reason}”</p>`}
    ${
      consecutive === undefined
        ? nothing
        : html`<p>
            ${sentence(story.inARowSince === undefined ? words.inARow : words.inARowSince, {
              nth: ordinal(consecutive, locale),
              at: moment(story.inARowSince ?? grantedAt, locale, { as: 'date' }),
            })}
          </p>`
    }`;
}

/** How often engineers came in since, and how often they were kept out. */
export function storyFacts({ logins, refused }: Story, { words, locale }: Options): unknown {
  if (!logins || !refused) return nothing;
  const counted = (text: Text, { n, isAtLeast }: Count): string =>
    isAtLeast ? plain(text, { n: `${n}+` }, locale) : plain(text, { n }, locale);
  return say(
    words.sinceGranted,
    { logins: counted(words.logins, logins), refused: counted(words.refused, refused) },
    locale,
  );
}
