import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { Locale } from '../words/words.js';
import { formatsOf } from '../words/words.js';

/**
 * `day`: Fri 4 Dec, 14:03 · `near`: today 14:03, else as `day` · `clock`: 14:03 of today, else as `day` · `time`: 14:03:11, for today's
 * events · `date`: 4 Dec 2026 · `full`: 4 Dec 2026, 14:03:11
 */
export type Precision = 'day' | 'near' | 'clock' | 'time' | 'date' | 'full';

const CLOCK: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };
const DAY: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short', ...CLOCK };
const SHAPES: Readonly<Record<Precision, Intl.DateTimeFormatOptions>> = {
  day: DAY,
  near: DAY,
  clock: DAY,
  time: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  full: { day: 'numeric', month: 'short', year: 'numeric', ...CLOCK, second: '2-digit' },
};

export type MomentOptions = { as?: Precision; zone?: string; withZone?: boolean };

/**
 * An instant in the reader's zone; its tooltip has it in UTC to the second.
 * @param zone an IANA zone in place of the reader's
 * @param withZone adds the zone and, where that is another, the time in UTC
 */
export function moment(
  instant: string | number,
  locale: Locale,
  { as = 'day', zone, withZone = false }: MomentOptions = {},
): TemplateResult {
  const at = new Date(instant);
  const format = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(formatsOf(locale), { ...options, ...(zone && { timeZone: zone }) }).format(at);
  const utc = inUtc(at);
  const zoneName = withZone ? zoneNameOf(at, locale, zone) : '';
  return html`<time datetime=${at.toISOString()} title=${utc}
    >${nearly(at, { as, zone }, locale) ?? format(SHAPES[as])}${
      withZone
        ? html`<span class="muted small">
            ${zoneName}${isUtc(zoneName) ? nothing : ` · ${utc.slice(11, 16)} UTC`}</span
          >`
        : nothing
    }</time
  >`;
}

/** `2026-12-04 13:03:11 UTC` */
export const inUtc = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** The clock alone, or the day in a word, where the day is near enough for what is wanted. */
function nearly(
  at: Date,
  { as, zone }: { as: Precision; zone: string | undefined },
  locale: Locale,
): string | undefined {
  if (as !== 'near' && as !== 'clock') return undefined;
  const inZone = zone && { timeZone: zone };
  // Sweden writes dates as ISO 8601 has them.
  const dayOf = (of: Date): number => Date.parse(new Intl.DateTimeFormat('sv-SE', { ...inZone }).format(of));
  const days = Math.round((dayOf(at) - dayOf(new Date())) / 86_400_000);
  const clock = new Intl.DateTimeFormat(formatsOf(locale), { ...CLOCK, ...inZone }).format(at);
  if (as === 'clock') return days === 0 ? clock : undefined;
  if (Math.abs(days) > 1) return undefined;
  return `${new Intl.RelativeTimeFormat(formatsOf(locale), { numeric: 'auto' }).format(days, 'day')} ${clock}`;
}

const isUtc = (zoneName: string): boolean => zoneName === 'UTC' || zoneName === 'GMT';

/** `UTC+1`: of the reader's zone, or of another. */
export function zoneNameOf(at: Date, locale: Locale, zone?: string): string {
  const parts = new Intl.DateTimeFormat(formatsOf(locale), {
    timeZoneName: 'shortOffset',
    ...(zone && { timeZone: zone }),
  }).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return name.replace(/^GMT/, 'UTC');
}
