import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import type { Text } from '../../words/words.js';
import type { Person } from '../person.js';
import { nameOf } from '../person.js';
import { ticket } from '../ticket.js';
import type { Count, Grant } from './access.js';
import type { PagePart } from './settings-element.js';
import { ordinal } from './terms.js';

const person = (who: Person): TemplateResult => html`<span class="person">${nameOf(who)}</span>`;

/** By whom, when, for which ticket, on whose request, and why; and how long it has been so. */
export function grantFacts(grant: Grant, part: PagePart): TemplateResult {
  const { w, page } = part;
  const { asker, inARowSince } = page.story;
  const { grantedBy, grantedAt, ticketId, consecutive, reason } = grant;
  return html`<p>
      ${part.say(w.grantedBy, { who: person(grantedBy), at: part.at(grantedAt) })}${
        ticketId === undefined
          ? nothing
          : [', ', part.say(w.forTicket, { ticket: ticket(ticketId, page.ticketUrl) })]
      }${asker ? [', ', part.say(w.onRequest, { who: person(asker) })] : nothing}
    </p>
    ${reason === undefined ? nothing : html`<p class="text">“${reason}”</p>`}
    ${
      consecutive === undefined
        ? nothing
        : html`<p>
            ${part.say(inARowSince === undefined ? w.inARow : w.inARowSince, {
              nth: ordinal(consecutive, page.locale),
              at: part.at(inARowSince ?? grantedAt, { as: 'date' }),
            })}
          </p>`
    }`;
}

/** How often engineers came in since, and how often they were kept out. */
export function storyFacts(part: PagePart): unknown {
  const { logins, refused } = part.page.story;
  if (!logins || !refused) return nothing;
  const counted = (text: Text, { n, isAtLeast }: Count): string =>
    part.plain(text, { n: isAtLeast ? `${n}+` : n });
  const { w } = part;
  return part.say(w.sinceGranted, {
    logins: counted(w.logins, logins),
    refused: counted(w.refused, refused),
  });
}
