import type { FieldError } from '#contracts';
import { printable, validateCommand } from '#contracts';
import type { Command, ExternalCommandType } from '#domain';
import { readJsonObject } from '#commands';
import { malformed, ProblemError } from '../http/problem-error.js';
import { QueryReader } from '../http/query-reader.js';

type Json = Record<string, unknown>;

/** Fields from the path and the token. A body that has one of them is refused. */
type Given = { workspaceId: string } & Json;

/**
 * Makes a command of a request's fields and of those given by path and token, with the same validation as commands by Kafka.
 * @param fields the names that this call accepts
 * @throws ProblemError 400 naming each field that is wrong
 */
export function toCommand<Type extends ExternalCommandType>(
  type: Type,
  body: Readonly<Json>,
  fields: readonly string[],
  given: Given,
): Extract<Command, { type: Type }> {
  const errors: FieldError[] = Object.keys(body)
    .filter((name) => !fields.includes(name))
    .map((name) => ({ field: printable(name), message: 'is not a known field' }));
  const taken = Object.fromEntries(
    fields.filter((name) => Object.hasOwn(body, name)).map((name) => [name, body[name]]),
  );
  const validated = validateCommand(type, { ...taken, ...given });
  if ('errors' in validated) errors.push(...validated.errors.map(withoutPath));
  else if (errors.length === 0) return validated.command as Extract<Command, { type: Type }>;
  const ofPerson = errors.filter(({ field }) => /^(actor|engineer)\./.test(field));
  if (ofPerson.length > 0)
    throw new ProblemError(
      403,
      'FORBIDDEN',
      `the token names nobody who could be recorded: ${ofPerson.map(({ field, message }) => `${field} ${message}`).join('; ')}`,
    );
  throw malformed(errors);
}

/** An empty body counts as an object without fields. @throws MalformedCommandError */
export const readBody = (body: Buffer | undefined): Json =>
  body === undefined || body.length === 0 ? {} : readJsonObject(body);

/** Accepts any text: the command's validation checks it. */
const ANY = /^[^]*$/;

/**
 * What a DELETE takes, as parameters. A body is refused, because some intermediaries drop that of a DELETE.
 * @throws ProblemError 400 naming the fields of a body, and other parameters
 */
export function readDeletion(
  query: Readonly<Json>,
  body: Buffer | undefined,
  names: readonly string[],
): Record<string, string> {
  if (body !== undefined && body.length > 0) throw malformed(misplacedFields(readJsonObject(body), names));
  const parameters = new QueryReader(query);
  const taken = names.map((name) => [name, parameters.text(name, ANY)] as const);
  parameters.done();
  return Object.fromEntries(taken.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** An empty object has no field to name. */
function misplacedFields(body: Readonly<Json>, names: readonly string[]): FieldError[] {
  const message = `must not be in the body: a DELETE takes ${names.join(' and ')} as parameters`;
  const fields = Object.keys(body).map(printable);
  return (fields.length > 0 ? fields : ['body']).map((field) => ({ field, message }));
}

const withoutPath = ({ field, message }: FieldError): FieldError => ({
  field: field.replace(/^data\./, ''),
  message,
});
