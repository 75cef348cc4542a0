import type { Locale } from '../words/words.js';
import { languageOf } from '../words/words.js';

export type Unit = 'day' | 'hour' | 'minute' | 'second';

/** English short units are American: `20 hr 59 min`, where British ones are `20 hrs 59 mins`. */
export const unit = (n: number, name: Unit, locale: Locale, unitDisplay: 'long' | 'short'): string =>
  new Intl.NumberFormat(languageOf(locale), { style: 'unit', unit: name, unitDisplay }).format(n);

/** `1 day`, `3 days`, `90 minutes`, `6 days 23 hours 10 minutes` */
export function durationOf(minutes: number, locale: Locale): string {
  if (minutes < 120 && minutes !== 60) return unit(minutes, 'minute', locale, 'long');
  const parts: [number, Unit][] = [
    [Math.floor(minutes / 1_440), 'day'],
    [Math.floor((minutes % 1_440) / 60), 'hour'],
    [minutes % 60, 'minute'],
  ];
  return parts
    .filter(([n]) => n > 0)
    .map(([n, name]) => unit(n, name, locale, 'long'))
    .join(' ');
}

/** What is left: `6 days 23 hr`, `22 hr 41 min`, `54 min`, and seconds in the last hour. */
export function remaining(ms: number, locale: Locale): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3_600)];
  const [minutes, rest] = [Math.floor((seconds % 3_600) / 60), seconds % 60];
  const short = (n: number, name: Unit): string => unit(n, name, locale, 'short');
  if (days > 0) return hours === 0 ? short(days, 'day') : `${short(days, 'day')} ${short(hours, 'hour')}`;
  if (hours > 0) return `${short(hours, 'hour')} ${short(minutes, 'minute')}`;
  return `${short(minutes, 'minute')} ${short(rest, 'second')}`;
}
