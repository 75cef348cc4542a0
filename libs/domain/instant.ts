/** RFC 3339 in UTC with milliseconds, e.g. `2026-11-22T09:30:00.000Z`; for years 0 to 9999 it sorts as text. */
export type Instant = string;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

export const MINUTE_MS = 60_000;

export const toInstant = (epochMs: EpochMs): Instant => new Date(epochMs).toISOString();

/** For instants of ours, which are well formed. What others wrote is read by {@link readInstant}. */
export const toEpochMs = (instant: Instant): EpochMs => Date.parse(instant);

/** RFC 3339 without leap seconds, which no clock here can show. */
const RFC_3339 =
  /^(\d{4}-\d\d-\d\d)[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Reads an instant that somebody else wrote: RFC 3339 with a zone, on a day that the calendar has. `Date.parse` alone
 * takes 30 February for 2 March, and what it accepts besides ISO 8601 differs from engine to engine.
 * @returns undefined for anything else
 */
export function readInstant(text: string): EpochMs | undefined {
  const day = RFC_3339.exec(text)?.[1];
  if (day === undefined) return undefined;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const exists = !Number.isNaN(midnight) && toInstant(midnight).startsWith(day);
  return exists ? Date.parse(text.toUpperCase()) : undefined;
}
