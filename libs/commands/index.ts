export {
  isTraceparent,
  MAX_MESSAGE_BYTES,
  readBinaryCommand,
  readJsonObject,
  readStructuredCommand,
} from './cloud-event.js';
export type { WireCommand } from './cloud-event.js';
export { COMMAND_ID_MESSAGE, isCommandId, SAGA_ID_PREFIX } from './cloud-event-attributes.js';
export { CommandDoor } from './command-door.js';
export type { DoorObserver, DoorOptions } from './command-door.js';
export { commandHash } from './command-hash.js';
export type { CommandResult, DenialDetail, EventReference, Executed, FieldError } from './command-result.js';
export { DoorBusyError } from './door.js';
export type { CommandEnvelope, Door } from './door.js';
export type { FoldedStream } from './folded-stream.js';
export { MalformedCommandError } from './malformed-command-error.js';
export { cloudEventAttributes, cloudEventJson, dataSchema, toCloudEvent } from './recorded-cloud-event.js';
export type { EventDocument } from './recorded-cloud-event.js';
export { isJsonObject, printable } from './read-json.js';
export { validateCommand } from './validate-command.js';
export type { FoldObserver } from './workspace-folds.js';
export { WorkspaceFolds } from './workspace-folds.js';
export type { FoldSource, Freshness } from './workspace-folds.js';
