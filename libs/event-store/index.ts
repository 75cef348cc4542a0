export * from './errors.js';
export * from './event-store.js';
export type * from './metadata.js';
export { RecordedEvent } from './recorded-event.js';
export type { EncodedEvent } from './recorded-event.js';
export { openEventReader, openEventStore } from './open-event-store.js';
