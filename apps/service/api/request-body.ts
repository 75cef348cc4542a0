import type { FieldError } from '#contracts';
import { printable, validateCommand } from '#contracts';
import type { Command, ExternalCommandType } from '#domain';
import { readJsonObject } from '#commands';
import { malformed, ProblemError } from '../http/problem-error.js';

type Json = Record<string, unknown>;

/** Fields from the path and the token. A body that has one of them is refused. */
type Given = { workspaceId: string } & Json;

/**
 * Makes a command of a request's fields and of those given by path and token, with the same validation as commands by Kafka.
 * @param fields the names that this call accepts
 * @throws ProblemError 400 naming each field that is wrong
 */
export function toCommand(
  type: ExternalCommandType,
  body: Readonly<Json>,
  fields: readonly string[],
  given: Given,
): Command {
  const errors: FieldError[] = Object.keys(body)
    .filter((name) => !fields.includes(name))
    .map((name) => ({ field: printable(name), message: 'is not a known field' }));
  const taken = Object.fromEntries(
    fields.filter((name) => Object.hasOwn(body, name)).map((name) => [name, body[name]]),
  );
  const validated = validateCommand(type, { ...taken, ...given });
  if ('errors' in validated) errors.push(...validated.errors.map(withoutPath));
  else if (errors.length === 0) return validated.command;
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

const withoutPath = ({ field, message }: FieldError): FieldError => ({
  field: field.replace(/^data\./, ''),
  message,
});
