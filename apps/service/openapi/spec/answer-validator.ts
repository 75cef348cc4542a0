import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Schema } from '../schema.js';

type Content = { schema: Schema; example?: unknown; examples?: Record<string, { value: unknown }> };
type Message = { content?: Record<string, Content> };

/** What a test reads of an OpenAPI document. */
export type Documented = {
  paths: Record<
    string,
    Record<string, { security: unknown; requestBody?: Message; responses: Record<string, Message> }>
  >;
  components: Record<string, Record<string, unknown>>;
};

/** Holds values against the schemas of a document, more strictly than clients do: a field that it does not name is an error. */
export function answerValidator(document: Documented) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  const components = closeAll(document.components);
  const compiled = new WeakMap<Schema, ValidateFunction>();
  const validatorOf = (schema: Schema): ValidateFunction => {
    let validate = compiled.get(schema);
    if (validate === undefined) {
      validate = ajv.compile({ ...(closeAll(schema) as object), components });
      compiled.set(schema, validate);
    }
    return validate;
  };
  const errorsOf = (schema: Schema, value: unknown): string[] => {
    const validate = validatorOf(schema);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) =>
      [instancePath, message, JSON.stringify(params)].join(' '),
    );
  };
  return {
    errorsOf,
    /** @param call such as `GET /v1/grants`, as the document writes it */
    errorsOfAnswer(call: string, status: number, type: string, body: unknown): string[] {
      const [method = '', path = ''] = call.split(' ');
      const responses = document.paths[path]?.[method.toLowerCase()]?.responses;
      const schema = responses?.[status]?.content?.[type.split(';', 1)[0]!]?.schema;
      return schema === undefined ? [`${call} ${status} ${type} is not documented`] : errorsOf(schema, body);
    },
  };
}

/** CloudEvents and problems may carry more than is named, as their standards have it; so may what says so itself. */
function closeAll(schema: unknown, name = ''): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((each) => closeAll(each));
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closeAll(value, key)]));
  const isClosable = inner['type'] === 'object' && inner['properties'] !== undefined;
  const isOpen = OPEN.has(name) || 'additionalProperties' in inner;
  return isClosable && !isOpen ? { ...inner, additionalProperties: false } : inner;
}

const OPEN = new Set([
  'Problem',
  'items',
  'Evaluation',
  'UpdateWorkspace',
  'GrantSupportAccess',
  'RecordSupportLogin',
  'RevokeSupportAccess',
]);
