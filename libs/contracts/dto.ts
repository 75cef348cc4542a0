import { getMetadataStorage } from 'class-validator';
import type { Schema } from './schema.js';
import { oneWordOf, ref } from './schema.js';

/** A class whose decorated fields are the fields of an object on the wire. */
export type Dto<T extends object = object> = new () => T;

const documented = new WeakMap<object, Readonly<Record<string | symbol, Schema>>>();

/** Adds to the schema of a field; a `$ref` takes the place of what its rules give. */
export const Documented =
  (added: Schema): PropertyDecorator =>
  (target, field) => {
    documented.set(target, { ...documented.get(target), [field]: added });
  };

export const Described = (description: string): PropertyDecorator => Documented({ description });

/** The rules of a class, field by field, as class-validator keeps them. */
export const rulesOf = (dto: Function) =>
  getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);

/** A rule of a field. */
export type Rule = ReturnType<typeof rulesOf>[number];

/** The fields that a class has rules for. */
export const fieldsOf = (dto: Function): ReadonlySet<string> =>
  new Set(rulesOf(dto).map(({ propertyName }) => propertyName));

/** The fields of a class that are objects with a class of their own. */
export const nestedIn = (dto: Function): readonly [field: string, dto: Dto][] =>
  rulesOf(dto)
    .filter(({ type }) => type === 'nestedValidation')
    .map(({ propertyName, context }) => [propertyName, context as Dto]);

/** The fields with a rule that names another field. */
export const pairsOf = (dto: Function, rule: string): readonly [field: string, other: string][] =>
  rulesOf(dto)
    .filter(({ name }) => name === rule)
    .map(({ propertyName, constraints }) => [propertyName, constraints?.[0] as string]);

/** The schema of each rule, in the order of the keys in a field's schema. */
const SCHEMAS: Readonly<Record<string, (constraint: unknown, context: unknown) => Schema>> = {
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
  // Rules of two fields are told in descriptions: of `oneOf`, `not` and `if` generators of clients make no types.
  isWithout: () => ({}),
  isDefaultWithout: () => ({}),
};

/**
 * The schema of a class, from its rules, its documentation, and the values that its fields begin with, which are defaults.
 * @throws Error for a rule without an entry in {@link SCHEMAS}
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
    const added = documented.get(dto.prototype as object)?.[field] ?? {};
    const ofField = rules.filter(({ propertyName }) => propertyName === field);
    return {
      ...('$ref' in added ? {} : schemaOfRules(ofField)),
      ...(field in defaults && { default: defaults[field] }),
      ...added,
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
  const unknown = rules.find((rule) => !(keyOf(rule) in SCHEMAS));
  if (unknown !== undefined) throw new Error(`the rule ${keyOf(unknown)} has no words in a schema`);
  let schema: Schema = {};
  for (const [name, toSchema] of Object.entries(SCHEMAS)) {
    const rule = rules.find((each) => keyOf(each) === name);
    if (rule === undefined) continue;
    const ofRule = toSchema(rule.constraints?.[0], rule.context);
    schema = { ...schema, ...(rule.each ? { items: ofRule } : ofRule) };
  }
  return schema;
}
