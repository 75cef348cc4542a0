import type { ListedGrant, ListedRequest, ListedSession } from '#client';
import type { DeskWords } from '../../words/desk.js';
import type { Locale } from '../../words/words.js';
import { say } from '../../words/words.js';
import { moment } from '../moment.js';
import { nameOf } from '../person.js';

type In = { words: DeskWords; locale: Locale };

/** What became of a request; nothing of one that waits. */
export function answerTo(request: ListedRequest, { words, locale }: In): unknown[] {
  const { status, endedAt, endedBy } = request;
  if (status === 'pending') return [];
  const isVendors = status === 'withdrawn' && endedBy?.kind !== 'engineer';
  const at = endedAt === undefined ? '' : moment(endedAt, locale, { as: 'near' });
  const who = endedBy ? nameOf(endedBy) : words.system;
  return say(isVendors ? words.withdrawnByVendor : words[status], { at, who }, locale);
}

/** Why a grant is over. */
export function endOfGrant({ cause, revokedBy }: ListedGrant, { words, locale }: In): unknown[] {
  const who = revokedBy ? nameOf(revokedBy) : words.system;
  const text = {
    revoked: words.grantRevoked,
    expired: words.grantExpired,
    'ticket-closed': words.grantTicketClosed,
    'forced-sso': words.grantForcedSso,
  }[cause ?? 'expired'];
  return say(text, { who }, locale);
}

/** Why a session is over. @param isMine the reader's own */
export function endOfSession({ cause }: ListedSession, { words }: In, isMine: boolean): string {
  return {
    'signed-out': isMine ? words.sessionSignedOut : words.sessionLeft,
    closed: words.sessionClosed,
    'grant-ended': words.sessionGrantEnded,
    'ticket-closed': words.sessionTicketClosed,
    'timed-out': words.sessionTimedOut,
  }[cause ?? 'timed-out'];
}
