import type { ValidationError } from 'class-validator';
import { validateSync } from 'class-validator';
import type { Command, ExternalCommandType } from '#domain';
import type { FieldError } from './command-result.js';
import { compiledOf, keepsRules } from './compiled-rules.js';
import { COMMANDS, EXTERNAL_COMMAND_TYPES } from './commands.js';
import type { Dto } from './dto.js';
import { isJsonObject, printable } from './read-json.js';

type Json = Record<string, unknown>;

/**
 * Validates a command's type and data, given as JSON values, and applies defaults.
 * @returns the command, or the errors, whose fields are paths from the message such as `data.actor.id`
 */
export function validateCommand(
  type: unknown,
  data: unknown,
): { command: Command } | { errors: FieldError[] } {
  if (typeof type !== 'string' || !Object.hasOwn(COMMANDS, type))
    return { errors: [{ field: 'type', message: `must be one of ${EXTERNAL_COMMAND_TYPES.join(', ')}` }] };
  if (!isJsonObject(data)) return { errors: [{ field: 'data', message: 'must be an object' }] };
  const { dto } = COMMANDS[type as ExternalCommandType];
  const objects = compiledOf(dto).nested.filter(([field]) => isJsonObject(data[field]));
  const strange = unknownFields('data', data, dto);
  for (const [field, inner] of objects)
    strange.push(...unknownFields(`data.${field}`, data[field] as Json, inner));
  // Checked before anything is copied: a key such as __proto__ must not reach an assignment.
  if (strange.length > 0) return { errors: strange };
  const instance = Object.assign(defaultsFor(dto, data), data);
  for (const [field, inner] of objects) instance[field] = Object.assign(new inner(), data[field]);
  if (!keepsRules(instance)) {
    const violations = validateSync(instance, {
      forbidUnknownValues: true,
      validationError: { target: false },
    });
    if (violations.length > 0)
      return { errors: violations.flatMap((violation) => fieldErrors('data', violation)) };
  }
  return { command: { type, data: instance } as unknown as Command };
}

/** A new instance, with the defaults that apply beside these data. */
function defaultsFor(dto: Dto, data: Json): Json {
  const instance = new dto() as Json;
  for (const [field, other] of compiledOf(dto).defaultsWithout)
    if (data[other] !== undefined) Reflect.deleteProperty(instance, field);
  return instance;
}

/** Looked for on the parsed JSON itself, so that keys such as `__proto__` and `toString` are seen as what they are. */
function unknownFields(path: string, value: Json, dto: Dto): FieldError[] {
  const { fields } = compiledOf(dto);
  return Object.keys(value)
    .filter((key) => !fields.has(key))
    .map((key) => ({ field: `${path}.${printable(key)}`, message: 'is not a known field' }));
}

/** One error per broken rule, which names the innermost field. */
function fieldErrors(path: string, violation: ValidationError): FieldError[] {
  const field = `${path}.${violation.property}`;
  const own = [...new Set(Object.values(violation.constraints ?? {}))].map((message) => ({ field, message }));
  return own.length > 0 ? own : (violation.children ?? []).flatMap((child) => fieldErrors(field, child));
}
