import { ProblemError } from '#client';
import type { DeskWords } from '../../words/desk.js';
import type { Locale, Said } from '../../words/words.js';
import { say } from '../../words/words.js';
import { moment } from '../moment.js';

const CODES = [
  'NO_ACTIVE_GRANT',
  'ACCESS_EXPIRED',
  'FORCED_SSO',
  'ALREADY_REQUESTED',
  'REQUEST_LIMIT',
  'TICKET_REQUIRED',
  'SESSION_LIMIT',
  'UNKNOWN_WORKSPACE',
  'ALREADY_GRANTED',
  'REQUEST_NOT_PENDING',
  'NO_LIVE_SESSION',
  'FORBIDDEN',
] as const satisfies readonly (keyof DeskWords)[];

/** What a refusal means for an engineer, and what they can do; undefined for one that the desk has no words for. */
export function refusalInWords(error: unknown, words: DeskWords, locale: Locale): Said | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const code = CODES.find((known) => known === error.code);
  const { retryAt, expiresAt } = error.problem;
  return code && say(words[code], { retryAt: at(retryAt, locale), at: at(expiresAt, locale) }, locale);
}

const at = (instant: string | undefined, locale: Locale): unknown =>
  instant === undefined ? '' : moment(instant, locale);
