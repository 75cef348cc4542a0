import type { ValidationOptions } from 'class-validator';
import { IsObject, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { ID_MESSAGE, isId, isPersonId, MAX_DURATION_MINUTES, PERSON_ID_MESSAGE } from '#domain';
import type { Dto } from './dto.js';

export const MAX_TEXT_CHARACTERS = 1_024;
export const MAX_OWNERS = 1_000;

type Ids = (options?: ValidationOptions) => PropertyDecorator;

const ids =
  (name: string, validate: (value: unknown) => boolean, message: string): Ids =>
  (options) => {
    const defaultMessage = (): string => (options?.each ? `each ${message}` : message);
    return ValidateBy({ name, validator: { validate, defaultMessage } }, options);
  };

/** Decorates an id; with `{ each: true }` every member of an array. */
export const IsId = ids('isId', isId, ID_MESSAGE);

/** Decorates the id of a person, which an identity provider has given; `each` as above. */
export const IsPersonId = ids('isPersonId', isPersonId, PERSON_ID_MESSAGE);

/**
 * Decorates free text. Lone surrogates, which have no UTF-8 form, and NUL, which PostgreSQL cannot store, are refused.
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

/** Decorates a whole number of minutes, as long as a grant may last. */
export const IsMinutes = (): PropertyDecorator =>
  ValidateBy({
    name: 'isMinutes',
    constraints: [MAX_DURATION_MINUTES],
    validator: {
      validate: (value) => Number.isInteger(value) && value >= 1 && value <= MAX_DURATION_MINUTES,
      defaultMessage: () => `must be a whole number of minutes from 1 to ${MAX_DURATION_MINUTES}`,
    },
  });

const alternatives = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** Decorates one of several words, each with what it means in the documents. */
export const IsOneWordOf = <T extends string>(words: Readonly<Record<T, string>>): PropertyDecorator =>
  ValidateBy({
    name: 'isOneWordOf',
    constraints: [words],
    validator: {
      validate: (value) => typeof value === 'string' && Object.hasOwn(words, value),
      defaultMessage: () => `must be ${alternatives.format(Object.keys(words))}`,
    },
  });

const ONE_OBJECT = { message: 'must be an object' };

/** Decorates an object that has a class of its own. */
export const IsObjectOf =
  (dto: Dto): PropertyDecorator =>
  (target, field) => {
    IsObject(ONE_OBJECT)(target, field);
    ValidateNested({ ...ONE_OBJECT, context: dto })(target, field);
  };

/** Applies the other rules only when the field is present. `readJson` has removed `null` members before. */
export const MayBeAbsent = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

type Fields = Readonly<Record<string, unknown>>;

/** Applies the other rules, which refuse an absent field, unless the other field is given in its place. */
export const GivenOr = (other: string): PropertyDecorator =>
  ValidateIf((object: Fields, value) => value !== undefined || object[other] === undefined);

/** Decorates a field that must not be given beside the other one. */
export const IsWithout = (other: string): PropertyDecorator =>
  ValidateBy({
    name: 'isWithout',
    constraints: [other],
    validator: {
      validate: (_, at) => (at!.object as Fields)[other] === undefined,
      defaultMessage: () => `must not be given beside ${other}`,
    },
  });

/** Decorates a field whose default does not apply when the other field is given. It refuses nothing. */
export const DefaultWithout = (other: string): PropertyDecorator =>
  ValidateBy({ name: 'isDefaultWithout', constraints: [other], validator: { validate: () => true } });
