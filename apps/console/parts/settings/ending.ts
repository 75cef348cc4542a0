import { nameOf } from '../person.js';
import { ticket } from '../ticket.js';
import type { LastEnd } from './access.js';
import type { PagePart } from './settings-element.js';

/** How the last grant ended. */
export function ending({ endedAt, cause, endedBy: by, ticketId }: LastEnd, part: PagePart): unknown {
  const { w, page } = part;
  const at = part.at(endedAt);
  switch (cause) {
    case 'expired':
      return part.say(w.endedByItself, { at });
    case 'forced-sso':
      return part.say(w.endedBySso, { at });
    case 'ticket-closed':
      return part.say(w.endedByTicket, {
        at,
        ticket: ticketId === undefined ? w.theTicket : ticket(ticketId, page.ticketUrl),
      });
    case 'revoked': {
      const isYou =
        by !== undefined && by.id === page.you && by.kind === 'user' && by.sessionId === undefined;
      return part.say(isYou ? w.endedByYou : w.endedBy, { at, who: by ? nameOf(by) : '–' });
    }
    default:
      return cause satisfies never;
  }
}
