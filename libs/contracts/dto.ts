import { getMetadataStorage } from 'class-validator';
import type { Schema } from './schema.js';
import { oneWordOf, ref } from './schema.js';

/** A class whose decorated fields are the fields of an object on the wire. */
export type Dto<T extends object = object> = new () => T;

const documented = new WeakMap<object, Readonly<Record<string | symbol, Schema>>>();

/** Decorates a field with what its schema says beside its rules. A `$ref` stands in place of what the rules say. */
export const Documented =
  (says: Schema): PropertyDecorator =>
  (target, field) => {
    documented.set(target, { ...documented.get(target), [field]: says });
  };

export const Described = (description: string): PropertyDecorator => Documented({ description });

/** The rules of a class, field by field, as class-validator keeps them. */
export const rulesOf = (dto: Function) =>
  getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);

/** A rule of a field. */
export type Rule = ReturnType<typeof rulesOf>[number];

/** The fields that a class has rules for. */
export const fieldsOf = (dto: Dto): ReadonlySet<string> =>
  new Set(rulesOf(dto).map(({ propertyName }) => propertyName));

/** The fields of a class that are objects with a class of their own. */
export const nestedIn = (dto: Dto): readonly [field: string, dto: Dto][] =>
  rulesOf(dto)
    .filter(({ type }) => type === 'nestedValidation')
    .map(({ propertyName, context }) => [propertyName, context as Dto]);

/** What each rule says in a schema, in the order in which the schema says it. */
const SAYINGS: Readonly<Record<string, (constraint: unknown, context: unknown) => Schema>> = {
  conditionalValidation: () => ({}),
  isObject: () => ({}),
  nestedValidation: (_, dto) => ref((dto as Dto).name.replace(/Dto$/, '')),
  isArray: () => ({ type: 'array' }),
  isBoolean: () => ({ type: 'boolean' }),
  isId: () => ref('Id'),
  isPersonId: () => ref('PersonId'),
  isText: () => ref('Text'),
  isMinutes: (maximum) => ({ type: 'integer', minimum: 1, maximum }),
  isOneWordOf: (words) => oneWordOf(words as Record<string, string>),
  arrayMaxSize: (maxItems) => ({ maxItems }),
};

/**
 * The schema of a class, from its rules, its documentation, and the values that its fields begin with, which are defaults.
 * @throws Error for a rule that has no words in a schema
 */
export function schemaOf(dto: Dto): Schema {
  const rules = rulesOf(dto);
  const defaults = new dto() as Readonly<Record<string, unknown>>;
  const isOptional = (field: string): boolean =>
    field in defaults ||
    rules.some(({ propertyName, type }) => propertyName === field && type === 'conditionalValidation');
  const fields = [...fieldsOf(dto)];
  const required = fields.filter((field) => !isOptional(field));
  const schemaOfField = (field: string): Schema => {
    const says = documented.get(dto.prototype as object)?.[field] ?? {};
    const ofField = rules.filter(({ propertyName }) => propertyName === field);
    return {
      ...('$ref' in says ? {} : schemaOfRules(ofField)),
      ...(field in defaults && { default: defaults[field] }),
      ...says,
    };
  };
  return {
    type: 'object',
    required,
    properties: Object.fromEntries(
      [...required, ...fields.filter(isOptional)].map((field) => [field, schemaOfField(field)]),
    ),
  };
}

function schemaOfRules(rules: readonly Rule[]): Schema {
  const keyOf = ({ name, type }: Rule): string => name ?? type;
  const silent = rules.find((rule) => !(keyOf(rule) in SAYINGS));
  if (silent !== undefined) throw new Error(`the rule ${keyOf(silent)} has no words in a schema`);
  let schema: Schema = {};
  for (const [name, say] of Object.entries(SAYINGS)) {
    const rule = rules.find((each) => keyOf(each) === name);
    if (rule === undefined) continue;
    const says = say(rule.constraints?.[0], rule.context);
    schema = { ...schema, ...(rule.each ? { items: says } : says) };
  }
  return schema;
}
