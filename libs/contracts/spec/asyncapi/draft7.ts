import type { Schema } from '../../schema.js';
import { ref } from '../../schema.js';

/**
 * A schema of both documents in the JSON Schema of AsyncAPI, draft 7, which reads nothing beside a `$ref`. Objects are closed:
 * tests hold real messages against the document, and what it does not name was forgotten.
 */
export function draft7({ $ref, description, properties, items, ...rest }: Schema): Schema {
  const described = description ? { description } : {};
  if ($ref !== undefined) return description ? { ...described, allOf: [{ $ref }] } : { $ref };
  return {
    ...described,
    ...rest,
    ...(items !== undefined && { items: draft7(items as Schema) }),
    ...(properties !== undefined && {
      additionalProperties: false,
      properties: draft7s(properties as Readonly<Record<string, Schema>>),
    }),
  };
}

export const draft7s = (schemas: Readonly<Record<string, Schema>>): Record<string, Schema> =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, draft7(schema)]));

type Schemas = Readonly<Record<string, Schema>>;

/** The attributes of a CloudEvent as the headers of its binary mode: as text, each with `ce_` before its name. */
export const headersOf = (required: Schemas, optional: Schemas): Schema => ({
  type: 'object',
  required: Object.keys(required).map(headerName),
  properties: Object.fromEntries(
    Object.entries({ ...required, ...optional }).map(([attribute, schema]) => [
      headerName(attribute),
      draft7(schema['type'] === 'integer' ? { ...schema, ...ref('DecimalNumber') } : schema),
    ]),
  ),
});

export const headerName = (attribute: string): string =>
  attribute === 'datacontenttype' ? 'content-type' : `ce_${attribute}`;
