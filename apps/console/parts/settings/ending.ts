import type { SettingsWords } from '../../words/settings.js';
import { nameOf } from '../person.js';
import { ticket } from '../ticket.js';
import type { LastEnd } from './access.js';
import { isToldStill } from './terms.js';

type Options = {
  you: string | undefined;
  ticketUrl: string | undefined;
  words: SettingsWords;
  now: number;
};

/** How the last grant ended, for a day: a sentence, and what its places are. */
export function ending(
  { endedAt: at, cause, endedBy: by, ticketId }: LastEnd,
  { you, ticketUrl, words, now }: Options,
): { text: string; at: string; values: Record<string, unknown> } | undefined {
  if (!isToldStill(at, now)) return undefined;
  const told = (text: string, values: Record<string, unknown> = {}) => ({ text, at, values });
  switch (cause) {
    case 'expired':
      return told(words.endedByItself);
    case 'forced-sso':
      return told(words.endedBySso);
    case 'ticket-closed':
      return told(words.endedByTicket, {
        ticket: ticketId === undefined ? words.theTicket : ticket(ticketId, ticketUrl),
      });
    case 'revoked': {
      const isYou = by !== undefined && by.id === you && by.kind === 'user' && by.sessionId === undefined;
      return isYou ? told(words.endedByYou) : told(words.endedBy, { who: by ? nameOf(by) : '–' });
    }
    default:
      return cause satisfies never;
  }
}
