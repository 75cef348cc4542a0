import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Schema } from '#contracts';

type Content = { schema: Schema; example?: unknown; examples?: Record<string, { value: unknown }> };
type Message = { content?: Record<string, Content> };
type Operation = {
  operationId: string;
  description: string;
  security: unknown;
  requestBody?: Message;
  responses: Record<string, Message>;
};

/** What a test reads of an OpenAPI document. */
export type Documented = {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, unknown>>;
};

/**
 * A document as it was parsed, with the responses that it refers to in the places where they are referred to. What comes in
 * kinds is a `oneOf` of the kinds, each whole: validators take no notice of a discriminator.
 */
export function documented(parsed: unknown): Documented {
  const document = structuredClone(parsed) as Documented;
  for (const { responses } of Object.values(document.paths).flatMap((methods) => Object.values(methods)))
    for (const [status, response] of Object.entries(responses) as [string, { $ref?: string }][]) {
      const name = response.$ref?.split('/').at(-1);
      if (name !== undefined) responses[status] = document.components['responses']![name] as Message;
    }
  const schemas = document.components['schemas'] as Record<string, ObjectSchema>;
  for (const [name, { discriminator, ...base }] of Object.entries(schemas)) {
    if (discriminator === undefined) continue;
    const kinds = Object.keys(discriminator.mapping);
    for (const kind of kinds) schemas[kind] = extended(base, schemas[kind]!.allOf![1]!);
    schemas[name] = { oneOf: kinds.map((kind) => ({ $ref: discriminator.mapping[kind] })) };
  }
  return document;
}

type ObjectSchema = {
  discriminator?: { mapping: Record<string, string> };
  allOf?: ObjectSchema[];
  oneOf?: Schema[];
  required?: string[];
  properties?: Record<string, Schema>;
};

const extended = (base: ObjectSchema, kind: ObjectSchema): ObjectSchema => ({
  ...base,
  required: [...new Set([...base.required!, ...kind.required!])],
  properties: { ...base.properties, ...kind.properties },
});

/** The codes of the problems that a call answers with, as its description names them. */
export const problemCodes = ({ description }: Operation): string[] =>
  [...description.split('Problems: ')[1]!.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code!);

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
      const operation = document.paths[path]?.[method.toLowerCase()];
      const mediaType = type.split(';', 1)[0]!;
      const schema = operation?.responses[status]?.content?.[mediaType]?.schema;
      if (schema === undefined) return [`${call} ${status} ${type} is not documented`];
      const isProblem = mediaType === 'application/problem+json';
      return [...errorsOf(schema, body), ...(isProblem ? wrongProblem(operation!, status, body) : [])];
    },
  };
}

function wrongProblem(operation: Operation, status: number, body: unknown): string[] {
  const problem = body as { code: string; status: number };
  // A response has the codes of all calls, an example each; the description those of this call.
  const { examples = {} } = operation.responses[status]!.content!['application/problem+json']!;
  const isNamed = problem.code in examples && problemCodes(operation).includes(problem.code);
  return isNamed && problem.status === status ? [] : [`${status} ${problem.code} is not documented`];
}

/** CloudEvents may carry more than is named, as their standard has it; so may what says so itself. */
function closeAll(schema: unknown, name = ''): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((each) => closeAll(each));
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closeAll(value, key)]));
  const isClosable = inner['type'] === 'object' && inner['properties'] !== undefined;
  const isOpen = OPEN.has(name) || 'additionalProperties' in inner;
  return isClosable && !isOpen ? { ...inner, additionalProperties: false } : inner;
}

const OPEN = new Set([
  'EvaluationPart',
  'Evaluation',
  'UpdateWorkspace',
  'GrantSupportAccess',
  'RecordSupportLogin',
  'RevokeSupportAccess',
]);
