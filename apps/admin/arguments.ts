import { InvalidArgumentError } from 'commander';
import type { EpochMs } from '#domain';

/** RFC 3339 with a zone; what `Date.parse` takes beyond that differs from engine to engine. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** Reads an instant for commander, which names the option or argument that it is of. */
export function parseInstant(text: string): EpochMs {
  const epochMs = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(epochMs))
    throw new InvalidArgumentError('It must be an instant with its zone, such as 2026-11-22T09:30:00.000Z.');
  return epochMs;
}

/** The same, or `now`. */
export const parseInstantOrNow = (text: string): EpochMs | 'now' =>
  text === 'now' ? text : parseInstant(text);

const ID = /^[A-Za-z0-9._:@-]{1,128}$/;

export function parseId(text: string): string {
  if (ID.test(text)) return text;
  throw new InvalidArgumentError('An id is 1 to 128 letters, digits and any of . _ : @ -');
}

/** A whole number from 1 on. */
export function parseCount(text: string): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number from 1 on.');
}
