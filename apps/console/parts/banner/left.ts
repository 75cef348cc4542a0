import type { Locale } from '../../words/words.js';
import { languageOf } from '../../words/words.js';

/** What is left of a session, no more exact than somebody at work wants to know: `2 hr 5 min`, `41 min`, and seconds in the last minute. */
export function leftIn(ms: number, locale: Locale): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const minutes = Math.ceil(seconds / 60);
  const unit = (n: number, name: string): string =>
    new Intl.NumberFormat(languageOf(locale), { style: 'unit', unit: name, unitDisplay: 'short' }).format(n);
  if (seconds <= 60) return unit(seconds, 'second');
  if (minutes < 60) return unit(minutes, 'minute');
  const hours = unit(Math.floor(minutes / 60), 'hour');
  return minutes % 60 === 0 ? hours : `${hours} ${unit(minutes % 60, 'minute')}`;
}
