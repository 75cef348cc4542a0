export { MAX_MESSAGE_BYTES, readBinaryCommand, readStructuredCommand } from './cloud-event.js';
export type { WireCommand } from './cloud-event.js';
export { SAGA_ID_PREFIX } from './cloud-event-dto.js';
export type { CommandResult, DenialDetail, EventReference, Executed, FieldError } from './command-result.js';
export { DoorBusyError } from './door.js';
export type { CommandEnvelope, Door } from './door.js';
export { MalformedCommandError } from './malformed-command-error.js';
