import type { Locale } from '../words/words.js';
import { formatsOf } from '../words/words.js';

type Unit = 'day' | 'hour' | 'minute' | 'second';

const unit = (n: number, name: Unit, locale: Locale, display: 'long' | 'short'): string =>
  new Intl.NumberFormat(formatsOf(locale), { style: 'unit', unit: name, unitDisplay: display }).format(n);

/** `1 day`, `3 days`, `90 minutes`: the largest unit in which it is a whole number. */
export function durationOf(minutes: number, locale: Locale): string {
  if (minutes % 1_440 === 0) return unit(minutes / 1_440, 'day', locale, 'long');
  if (minutes % 60 === 0) return unit(minutes / 60, 'hour', locale, 'long');
  return unit(minutes, 'minute', locale, 'long');
}

/** What is left: `6 days 23 hrs`, `22 hrs 41 min`, `54 min`, and seconds in the last hour. */
export function remaining(ms: number, locale: Locale): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3_600)];
  const [minutes, rest] = [Math.floor((seconds % 3_600) / 60), seconds % 60];
  const short = (n: number, name: Unit): string => unit(n, name, locale, 'short');
  if (days > 0) return `${short(days, 'day')} ${short(hours, 'hour')}`;
  if (hours > 0) return `${short(hours, 'hour')} ${short(minutes, 'minute')}`;
  return `${short(minutes, 'minute')} ${short(rest, 'second')}`;
}
