import type { Command, ExternalCommandType } from '#domain';
import type { FieldError } from '#commands';
import { printable, readJsonObject, validateCommand } from '#commands';
import { malformed, ProblemError } from '../http/problem-error.js';

type Json = Record<string, unknown>;

/** Said by the path and by the token; a client that tries to say it in the body is told that it may not. */
type Given = { workspaceId: string } & Json;

/**
 * A request's fields and what is known besides, as a command, checked as one that came by Kafka is.
 * @param fields the names that this call takes
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

/** A body may be left out where every field may. @throws MalformedCommandError */
export const readBody = (body: Buffer | undefined): Json =>
  body === undefined || body.length === 0 ? {} : readJsonObject(body);

const withoutPath = ({ field, message }: FieldError): FieldError => ({
  field: field.replace(/^data\./, ''),
  message,
});
