import { readFileSync } from 'node:fs';
import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseAllDocuments } from 'yaml';

/** Whether a value is as a schema says: nothing, or one line for each thing that is not. */
export type Check = (value: unknown) => string[];

/** @param file in the folder `schemas`; @param pointer what of it, the whole when absent */
export function schemaCheck(file: string, pointer = ''): Check {
  const schema = JSON.parse(readFileSync(new URL(`schemas/${file}`, import.meta.url), 'utf8')) as {
    $id: string;
  };
  // Both have formats and keywords of their own, which are annotations.
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).addSchema(schema);
  const validate = ajv.getSchema(`${schema.$id}${pointer}`);
  if (!validate) throw new Error(`${file} has no ${pointer}`);
  return (value) => {
    void validate(value);
    return (validate.errors ?? []).map(lineOf);
  };
}

const lineOf = ({ instancePath, message, params }: ErrorObject): string =>
  `${instancePath} ${message} ${JSON.stringify(params)}`;

/** Every document of a YAML file, its merge keys resolved. Throws for what is not well-formed, as a key that is there twice. */
export function readYaml(file: string): unknown[] {
  return parseAllDocuments(readFileSync(file, 'utf8'), { merge: true }).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS() as unknown;
  });
}
