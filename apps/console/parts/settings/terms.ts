import type { Locale } from '../../words/words.js';
import { DURATIONS } from '../durations.js';

const HOUR_MS = 3_600_000;

/** The usual durations, and the one that was asked for where that is another; shortest first. */
export const choicesWith = (asked: number): readonly number[] =>
  [...new Set([...DURATIONS, asked])].toSorted((a, b) => a - b);

type Extendable = { expiresAt: string; latestExpiresAt: string };

/** The most minutes that a grant can be longer; 0 where it cannot. */
export const mostOf = ({ expiresAt, latestExpiresAt }: Extendable): number =>
  Math.floor((Date.parse(latestExpiresAt) - Date.parse(expiresAt)) / 60_000);

/**
 * How many minutes longer a grant can be: the usual ones that fit, and what was asked for, or as much of it as fits; none where nothing
 * does.
 * @param asked the most there is, when absent
 */
export function extensionsOf(grant: Extendable, asked = Infinity): readonly number[] {
  const most = mostOf(grant);
  return choicesWith(Math.min(asked, most)).filter((minutes) => minutes > 0 && minutes <= most);
}

/** Under an hour, or a tenth of the whole time. */
export function endsSoon(
  { grantedAt, expiresAt }: { grantedAt: string; expiresAt: string },
  now: number,
): boolean {
  const [start, end] = [Date.parse(grantedAt), Date.parse(expiresAt)];
  return end - now < Math.max(HOUR_MS, (end - start) / 10);
}

/** Told for a day, while nothing is granted. */
export const isToldStill = (at: string, now: number): boolean => now - Date.parse(at) < 24 * HOUR_MS;

const SUFFIXES: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' };

/** `3rd`, in German `3.` */
export const ordinal = (n: number, locale: Locale): string =>
  locale === 'de'
    ? `${n}.`
    : `${n}${SUFFIXES[new Intl.PluralRules('en', { type: 'ordinal' }).select(n)] ?? 'th'}`;
