/** RFC 3339 in UTC with milliseconds, e.g. `2026-11-22T09:30:00.000Z`; for years 0 to 9999 it sorts as text. */
export type Instant = string;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

export const MINUTE_MS = 60_000;

export const toInstant = (epochMs: EpochMs): Instant => new Date(epochMs).toISOString();
export const toEpochMs = (instant: Instant): EpochMs => Date.parse(instant);
