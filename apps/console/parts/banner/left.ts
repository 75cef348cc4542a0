import type { Locale } from '../../words/words.js';
import type { Unit } from '../duration.js';
import { unit } from '../duration.js';

/** What is left of a session, no more exact than somebody at work wants to know: `2 hr 5 min`, `41 min`, and seconds in the last minute. */
export function leftIn(ms: number, locale: Locale): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const minutes = Math.ceil(seconds / 60);
  const short = (n: number, name: Unit): string => unit(n, name, locale, 'short');
  if (seconds <= 60) return short(seconds, 'second');
  if (minutes < 60) return short(minutes, 'minute');
  const hours = short(Math.floor(minutes / 60), 'hour');
  return minutes % 60 === 0 ? hours : `${hours} ${short(minutes % 60, 'minute')}`;
}
