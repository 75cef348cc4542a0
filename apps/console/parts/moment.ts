import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import type { Locale } from '../words/words.js';
import { formatsOf } from '../words/words.js';

/**
 * `day`: Fri 4 Dec, 14:03 · `near`: today 14:03, else as `day` · `clock`: 14:03 of today, else as `day` · `time`: 14:03:11, for today's
 * events · `date`: 4 Dec 2026 · `full`: 4 Dec 2026, 14:03:11
 */
export type Precision = 'day' | 'near' | 'clock' | 'time' | 'date' | 'full';

type Shape = Intl.DateTimeFormatOptions;
const CLOCK: Shape = { hour: '2-digit', minute: '2-digit' };
const TIME: Shape = { ...CLOCK, second: '2-digit' };
const DAY: Shape = { weekday: 'short', day: 'numeric', month: 'short', ...CLOCK };
const DATE: Shape = { day: 'numeric', month: 'short', year: 'numeric' };
const SHAPES: Readonly<Record<Precision, Shape>> = {
  day: DAY,
  near: DAY,
  clock: DAY,
  time: TIME,
  date: DATE,
  full: { ...DATE, ...TIME },
};

export type MomentOptions = { as?: Precision; zone?: string | undefined; withZone?: boolean };

/**
 * An instant in the reader's zone; its tooltip has it in UTC to the second.
 * @param zone an IANA zone in place of the reader's
 * @param withZone adds the zone and, where that is another, the time in UTC
 */
export function moment(
  instant: string | number,
  locale: Locale,
  { as = 'day', zone: timeZone, withZone = false }: MomentOptions = {},
): TemplateResult {
  const at = new Date(instant);
  const format = (shape: Shape): string =>
    new Intl.DateTimeFormat(formatsOf(locale), { ...shape, timeZone }).format(at);
  const utc = inUtc(at);
  const zoneName = withZone ? zoneNameOf(at, locale, timeZone) : '';
  const days = as === 'near' || as === 'clock' ? daysUntil(at, timeZone) : Infinity;
  const text =
    as === 'clock' && days === 0
      ? format(CLOCK)
      : as === 'near' && Math.abs(days) <= 1
        ? `${new Intl.RelativeTimeFormat(formatsOf(locale), { numeric: 'auto' }).format(days, 'day')} ${format(CLOCK)}`
        : format(SHAPES[as]);
  return html`<time datetime=${at.toISOString()} title=${utc}
    >${text}${
      withZone
        ? html`<span class="muted small">
            ${zoneName}${zoneName === 'UTC' ? nothing : ` · ${utc.slice(11, 16)} UTC`}</span
          >`
        : nothing
    }</time
  >`;
}

/** `2026-12-04 13:03:11 UTC` */
export const inUtc = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** How many days from today on a calendar. */
function daysUntil(at: Date, timeZone: string | undefined): number {
  // Sweden writes dates as ISO 8601 has them.
  const dayOf = (of: Date): number => Date.parse(new Intl.DateTimeFormat('sv-SE', { timeZone }).format(of));
  return Math.round((dayOf(at) - dayOf(new Date())) / 86_400_000);
}

/** `UTC+1`: of the reader's zone, or of another. */
export function zoneNameOf(at: Date, locale: Locale, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat(formatsOf(locale), {
    timeZoneName: 'shortOffset',
    timeZone,
  }).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return name.replace(/^GMT/, 'UTC');
}
