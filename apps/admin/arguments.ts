import { InvalidArgumentError } from 'commander';
import type { EpochMs } from '#domain';
import { ID_MESSAGE, isId, isPersonId, PERSON_ID_MESSAGE, readInstant } from '#domain';

/** Reads an instant for commander, which names the option or argument that it is of. Seconds may be left out. */
export function parseInstant(text: string): EpochMs {
  const epochMs = readInstant(text.replace(/(T\d\d:\d\d)(?=[Z+-])/i, '$1:00'));
  if (epochMs === undefined)
    throw new InvalidArgumentError(
      'It must be an instant with its zone, such as 2026-11-22T09:30:00Z, on a day that the calendar has.',
    );
  return epochMs;
}

/** The same, or `now`. */
export const parseInstantOrNow = (text: string): EpochMs | 'now' =>
  text === 'now' ? text : parseInstant(text);

export function parseId(text: string): string {
  if (isId(text)) return text;
  throw new InvalidArgumentError(`An id ${ID_MESSAGE}.`);
}

export function parsePersonId(text: string): string {
  if (isPersonId(text)) return text;
  throw new InvalidArgumentError(`The id of a person ${PERSON_ID_MESSAGE}.`);
}

/** A whole number from 1 on. */
export function parseCount(text: string): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number from 1 on.');
}
