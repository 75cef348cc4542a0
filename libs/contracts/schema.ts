/** A JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
export type Schema = Readonly<Record<string, unknown>>;

type Required<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T];

/**
 * An object with the fields of a type of ours. The compiler holds the two equal: a field that the code adds, takes away or
 * makes optional must change here too.
 */
export const shape = <T extends object>(
  required: Readonly<Record<Required<T>, Schema>>,
  ...[optional]: Exclude<keyof T, Required<T>> extends never
    ? []
    : [optional: Readonly<Record<Exclude<keyof T, Required<T>>, Schema>>]
): Schema => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...(optional as Schema | undefined) },
});

/** What we read refuses fields that it does not know. */
export const closed = (object: Schema): Schema => ({ ...object, additionalProperties: false });

/** The keys of a union of objects: those of every member, and as optional those of some. */
export type Flat<T extends object> = Record<keyof T, unknown> &
  Partial<Record<Exclude<T extends unknown ? keyof T : never, keyof T>, unknown>>;

/** With its type, which generators need to see. */
export const constant = (value: string | number | boolean): Schema => ({
  type: typeof value === 'number' ? 'integer' : typeof value,
  const: value,
});

/**
 * What comes in kinds, which `type` tells apart: a base, a schema for each kind that adds its `data` to the base, and one for
 * the data. Generators make a class hierarchy of it; of a `oneOf` they lose the kinds.
 */
export const inKinds = (
  name: string,
  base: Schema,
  data: Readonly<Record<string, Schema>>,
): Record<string, Schema> => ({
  [name]: {
    ...base,
    discriminator: {
      propertyName: 'type',
      mapping: Object.fromEntries(Object.keys(data).map((type) => [type, ref(type)['$ref']])),
    },
  },
  ...Object.fromEntries(
    Object.entries(data).flatMap(([type, schema]) => [
      [
        type,
        {
          allOf: [
            ref(name),
            shape<Kind>({ type: { type: 'string', enum: [type] }, data: ref(`${type}Data`) }),
          ],
        },
      ],
      [`${type}Data`, schema],
    ]),
  ),
});
type Kind = { type: unknown; data: unknown };

/** One of several words, each with what it means; all of them, by the type. */
export const oneWordOf = <T extends string>(words: Readonly<Record<T, string>>): Schema => ({
  type: 'string',
  enum: Object.keys(words),
  ...saying(
    Object.entries<string>(words)
      .filter(([, meaning]) => meaning !== '')
      .map(([word, meaning]) => `\`${word}\`: ${meaning}`)
      .join('; '),
  ),
});

export const text = (description = '', more: Schema = {}): Schema => ({
  type: 'string',
  ...saying(description),
  ...more,
});

/** What people write: as `IsText` of the commands has it. */
export const freeText = (description = ''): Schema => refSaying('Text', description);

export const listOf = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more });

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

export const refSaying = (name: string, description: string): Schema => ({
  ...ref(name),
  ...saying(description),
});

/** Names that say all have no description. */
const saying = (description: string): Schema => (description === '' ? {} : { description });
