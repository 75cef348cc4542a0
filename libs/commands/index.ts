export { isTraceparent, readBinaryCommand, readJsonObject, readStructuredCommand } from './cloud-event.js';
export type { WireCommand } from './cloud-event.js';
export { CommandDoor } from './command-door.js';
export type { DoorObserver, DoorOptions } from './command-door.js';
export { commandHash } from './command-hash.js';
export { DoorBusyError } from './door.js';
export type { CommandEnvelope, Door, Executed } from './door.js';
export type { FoldedStream } from './folded-stream.js';
export { MalformedCommandError } from './malformed-command-error.js';
export {
  cloudEventAttributes,
  cloudEventJson,
  publishedMetadata,
  toCloudEvent,
} from './recorded-cloud-event.js';
export type { EventDocument } from './recorded-cloud-event.js';
export type { FoldObserver } from './workspace-folds.js';
export { WorkspaceFolds } from './workspace-folds.js';
export type { FoldSource, Freshness } from './workspace-folds.js';
