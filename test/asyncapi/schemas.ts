import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

const DIRECTORY = 'docs/schemas';

/** The files, by the name of their message, as a program of somebody else reads them: each alone. */
export const schemaFiles: ReadonlyMap<string, object> = new Map(
  readdirSync(DIRECTORY).map((file) => [
    basename(file, '.json'),
    JSON.parse(readFileSync(join(DIRECTORY, file), 'utf8')) as object,
  ]),
);

const compiled = new Map<string, ValidateFunction>();

/** How a value differs from the schema in a file; nothing when it does not. */
export function fileDifferences(name: string, value: unknown): string[] {
  const validate = compiled.get(name) ?? compile(name);
  compiled.set(name, validate);
  void validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function compile(name: string): ValidateFunction {
  const schema = schemaFiles.get(name);
  if (schema === undefined) throw new Error(`${DIRECTORY} has no ${name}.json`);
  // Strict: a misspelt keyword is an error, and does not pass everything.
  const ajv = new Ajv({ allErrors: true, strictTypes: false, strictRequired: false });
  formats.default(ajv);
  return ajv.compile(schema);
}
