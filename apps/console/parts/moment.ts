import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { Locale } from '../words/words.js';
import { formatsOf } from '../words/words.js';

/** `day`: Fri 4 Dec, 14:03 · `time`: 14:03:11, for today's events · `date`: 4 Dec 2026 · `full`: 4 Dec 2026, 14:03:11 */
export type Precision = 'day' | 'time' | 'date' | 'full';

const SHAPES: Readonly<Record<Precision, Intl.DateTimeFormatOptions>> = {
  day: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  time: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  full: {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  },
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
    >${format(SHAPES[as])}${
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

const isUtc = (zoneName: string): boolean => zoneName === 'UTC' || zoneName === 'GMT';

/** `UTC+1` */
function zoneNameOf(at: Date, locale: Locale, zone: string | undefined): string {
  const parts = new Intl.DateTimeFormat(formatsOf(locale), {
    timeZoneName: 'shortOffset',
    ...(zone && { timeZone: zone }),
  }).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return name.replace(/^GMT/, 'UTC');
}
