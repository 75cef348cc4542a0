export {
  attributeErrors,
  COMMAND_ID_MESSAGE,
  isCommandId,
  SAGA_ID_PREFIX,
} from './cloud-event-attributes.js';
export type { CommandAttributes } from './cloud-event-attributes.js';
export type {
  CommandResult,
  DenialDetail,
  EventReference,
  FieldError,
  RecordedResult,
} from './command-result.js';
export { bodyOf, commandSchemas, EXTERNAL_COMMAND_TYPES, MAX_MESSAGE_BYTES } from './commands.js';
export { DENIALS } from './denials.js';
export type { ResultCode } from './denials.js';
export { exampleEvent } from './event-examples.js';
export { dataSchema, EVENT_TYPES, eventSchemas } from './events.js';
export { EXAMPLE } from './example.js';
export { isJsonObject, printable, readJson } from './read-json.js';
export { RESULT_TYPE, resultSchemas } from './results.js';
export { closed, constant, listOf, oneWordOf, ref, shape, text } from './schema.js';
export type { Flat, Schema } from './schema.js';
export { validateCommand } from './validate-command.js';
export { MAX_TEXT_CHARACTERS } from './wire-rules.js';
export {
  commandId,
  denialDetail,
  id,
  instant,
  minutes,
  position,
  reason,
  repeated,
  revision,
  ticketId,
  wireSchemas,
} from './wire-schemas.js';
