export type { CommandResult, DenialDetail, EventReference, Executed, FieldError } from './command-result.js';
export { DoorBusyError } from './door.js';
export type { CommandEnvelope, Door } from './door.js';
