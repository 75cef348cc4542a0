import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';

type Example = { headers?: Record<string, string>; payload?: unknown };

/** What is read here of an AsyncAPI 3 document. */
export type AsyncApi = {
  channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
  components: {
    messages: Record<string, { name: string; contentType: string; examples: Example[] }>;
    schemas: Record<string, Record<string, unknown>>;
  };
};

export const asyncapi = parse(readFileSync('docs/asyncapi.yaml', 'utf8')) as AsyncApi;

// Strict: a misspelt keyword is an error, and does not pass everything.
const ajv = new Ajv({ allErrors: true, strictTypes: false, strictRequired: false });
formats.default(ajv);
ajv.addVocabulary(['components']);
ajv.addSchema({ components: asyncapi.components }, 'asyncapi');

/** How a value differs from a schema of the document; nothing when it does not. */
export function differences(pointer: string, value: unknown): string[] {
  const reference = `asyncapi#/components/${pointer}`;
  const validate = ajv.getSchema(reference);
  if (validate === undefined) throw new Error(`the document has no ${pointer}`);
  void validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The same of a message of the document. */
export const messageDifferences = (name: string, headers: object, payload: unknown): string[] => [
  ...differences(`messages/${name}/headers`, headers),
  ...differences(`messages/${name}/payload`, payload),
];
