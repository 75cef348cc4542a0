export * from './errors.js';
export * from './event-store.js';
export { FileAccessError, makeDirectory, requireWritable } from './files.js';
export { KeyedQueue } from './keyed-queue.js';
export { LruMap } from './lru-map.js';
export type * from './metadata.js';
export { CHECKPOINT_STREAM, checkpointMadeAt } from './recorded-checkpoint.js';
export type { RecordedCheckpoint } from './recorded-checkpoint.js';
export { RecordedEvent } from './recorded-event.js';
export type { EncodedEvent } from './recorded-event.js';
export { retry } from './retry.js';
export { isUnusable, refuseForeign, setAside } from './set-aside.js';
export {
  hasWriter,
  openExclusiveReader,
  allowsManyWriters,
  openCheckpointWriter,
  openEventReader,
  openEventStore,
} from './open-event-store.js';
