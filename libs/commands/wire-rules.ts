import type { ValidationOptions } from 'class-validator';
import { ValidateBy, ValidateIf } from 'class-validator';
import { ID_MESSAGE, isId } from '#domain';

export const MAX_TEXT_CHARACTERS = 1_024;
export const MAX_OWNERS = 1_000;

/** Decorates an id; with `{ each: true }` every member of an array. */
export const IsId = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isId',
      validator: {
        validate: isId,
        defaultMessage: () => (options?.each ? `each ${ID_MESSAGE}` : ID_MESSAGE),
      },
    },
    options,
  );

/**
 * Decorates free text. Lone surrogates have no UTF-8 form and NUL none in PostgreSQL: either would be stored as
 * something else than what was said.
 */
export const IsText = (): PropertyDecorator =>
  ValidateBy({
    name: 'isText',
    validator: {
      validate: (value) =>
        typeof value === 'string' && value.length <= 2 * MAX_TEXT_CHARACTERS && isCleanText(value),
      defaultMessage: () =>
        `must be text of at most ${MAX_TEXT_CHARACTERS} characters, without NUL or lone surrogates`,
    },
  });

function isCleanText(value: string): boolean {
  if (value.includes('\0') || !value.isWellFormed()) return false;
  // oxlint-disable-next-line typescript/no-misused-spread -- code points are what the limit counts
  return value.length <= MAX_TEXT_CHARACTERS || [...value].length <= MAX_TEXT_CHARACTERS;
}

/** Checks the others only where the field is given. A member that was sent as `null` is gone by then, see `readJson`. */
export const MayBeAbsent = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);
