/** RFC 3339 in UTC with milliseconds, e.g. `2026-11-22T09:30:00.000Z`; for years 0 to 9999 it sorts as text. */
export type Instant = string;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

export const MINUTE_MS = 60_000;

export const toInstant = (epochMs: EpochMs): Instant => new Date(epochMs).toISOString();

/** For instants that the service wrote itself, which are well formed. Use {@link readInstant} for those from outside. */
export function toEpochMs(instant: Instant): EpochMs {
  // Folding an event asks for its time several times.
  if (instant !== lastInstant) [lastInstant, lastMs] = [instant, Date.parse(instant)];
  return lastMs;
}
let lastInstant: Instant = '';
let lastMs: EpochMs = NaN;

/** RFC 3339 without leap seconds, which JavaScript's clock cannot represent. */
const RFC_3339 =
  /^(\d{4}-\d\d-\d\d)[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Reads an instant from outside: RFC 3339 with a zone, on an existing day. `Date.parse` alone reads 30 February as 2 March, and what it
 * accepts besides ISO 8601 differs between engines.
 * @returns undefined for anything else
 */
export function readInstant(text: string): EpochMs | undefined {
  const day = RFC_3339.exec(text)?.[1];
  if (day === undefined) return undefined;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const exists = !Number.isNaN(midnight) && toInstant(midnight).startsWith(day);
  return exists ? Date.parse(text.toUpperCase()) : undefined;
}
