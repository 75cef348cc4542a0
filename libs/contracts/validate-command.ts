import type { ValidationError } from 'class-validator';
import { getMetadataStorage, validateSync } from 'class-validator';
import type { Command, ExternalCommandType } from '#domain';
import {
  ActorDto,
  EngineerDto,
  GrantSupportAccessDto,
  RecordSupportLoginDto,
  RevokeSupportAccessDto,
  UpdateWorkspaceDto,
} from './command-dtos.js';
import type { FieldError } from './command-result.js';
import { isJsonObject, printable } from './read-json.js';

type Dto = new () => object;
type Json = Record<string, unknown>;

/** `ExpireSupportAccess` is not here: it is internal, so from outside its type is as unknown as any other. */
const DTOS = {
  UpdateWorkspace: UpdateWorkspaceDto,
  GrantSupportAccess: GrantSupportAccessDto,
  RecordSupportLogin: RecordSupportLoginDto,
  RevokeSupportAccess: RevokeSupportAccessDto,
} satisfies Record<ExternalCommandType, Dto>;

const PEOPLE: Record<string, Dto> = { actor: ActorDto, engineer: EngineerDto };

export const EXTERNAL_COMMAND_TYPES = Object.keys(DTOS) as ExternalCommandType[];

/**
 * Validates a command's type and data, given as JSON values, and applies defaults.
 * @returns the command, or the errors, whose fields are paths from the message such as `data.actor.id`
 */
export function validateCommand(
  type: unknown,
  data: unknown,
): { command: Command } | { errors: FieldError[] } {
  if (typeof type !== 'string' || !Object.hasOwn(DTOS, type))
    return { errors: [{ field: 'type', message: `must be one of ${EXTERNAL_COMMAND_TYPES.join(', ')}` }] };
  if (!isJsonObject(data)) return { errors: [{ field: 'data', message: 'must be an object' }] };
  const dto = DTOS[type as ExternalCommandType];
  const people = Object.entries(PEOPLE).filter(([role]) => isJsonObject(data[role]));
  const strange = unknownFields('data', data, dto);
  for (const [role, person] of people)
    strange.push(...unknownFields(`data.${role}`, data[role] as Json, person));
  // Checked before anything is copied: a key such as __proto__ must not reach an assignment.
  if (strange.length > 0) return { errors: strange };
  const instance = Object.assign(new dto(), data) as unknown as Json;
  for (const [role, person] of people) instance[role] = Object.assign(new person(), data[role]);
  const violations = validateSync(instance, {
    forbidUnknownValues: true,
    validationError: { target: false },
  });
  if (violations.length > 0)
    return { errors: violations.flatMap((violation) => fieldErrors('data', violation)) };
  return { command: { type, data: instance } as unknown as Command };
}

const fieldsOf = new Map<Dto, ReadonlySet<string>>();

/** The properties that a DTO has rules for. */
function knownFields(dto: Dto): ReadonlySet<string> {
  let fields = fieldsOf.get(dto);
  if (fields === undefined) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
    fieldsOf.set(dto, (fields = new Set(rules.map((rule) => rule.propertyName))));
  }
  return fields;
}

/** Looked for on the parsed JSON itself, so that keys such as `__proto__` and `toString` are seen as what they are. */
function unknownFields(path: string, value: Json, dto: Dto): FieldError[] {
  const known = knownFields(dto);
  return Object.keys(value)
    .filter((key) => !known.has(key))
    .map((key) => ({ field: `${path}.${printable(key)}`, message: 'is not a known field' }));
}

/** One error per broken rule, which names the innermost field. */
function fieldErrors(path: string, violation: ValidationError): FieldError[] {
  const field = `${path}.${violation.property}`;
  const own = [...new Set(Object.values(violation.constraints ?? {}))].map((message) => ({ field, message }));
  return own.length > 0 ? own : (violation.children ?? []).flatMap((child) => fieldErrors(field, child));
}
