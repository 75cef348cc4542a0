import type { EpochMs } from '#domain';
import { MINUTE_MS } from '#domain';
import type { Random } from './random.js';

export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const OPENS = 9 * HOUR_MS;
const CLOSES = 17.5 * HOUR_MS;
/** What comes in overnight is seen to within this much of the morning. */
const MORNING_MS = 100 * MINUTE_MS;

/** `at` itself in office hours (Monday to Friday, 9:00 to 17:30), otherwise some time on the next morning of work. */
export function inOfficeHours(at: EpochMs, utcOffsetHours: number, random: Random): EpochMs {
  const offset = utcOffsetHours * HOUR_MS;
  const local = at + offset;
  let midnight = Math.floor(local / DAY_MS) * DAY_MS;
  if (isWorkday(midnight) && local - midnight >= OPENS && local - midnight < CLOSES) return at;
  if (local - midnight >= CLOSES) midnight += DAY_MS;
  while (!isWorkday(midnight)) midnight += DAY_MS;
  return midnight + OPENS + random.int(0, MORNING_MS) - offset;
}

const isWorkday = (midnight: EpochMs): boolean => {
  const day = new Date(midnight).getUTCDay();
  return day !== 0 && day !== 6;
};
