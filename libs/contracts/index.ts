export { asyncApiDocument } from './asyncapi/document.js';
export { commandSchemas, durationMinutes, workspaceDescription } from './commands.js';
export { eventSchemas, exampleEvent } from './events.js';
export { EXAMPLE } from './example.js';
export { resultSchemas } from './results.js';
export { closed, constant, listOf, oneWordOf, ref, shape, text } from './schema.js';
export type { Flat, Schema } from './schema.js';
export {
  commandId,
  id,
  instant,
  position,
  reason,
  repeated,
  revision,
  ticketId,
  wireSchemas,
} from './wire-schemas.js';
