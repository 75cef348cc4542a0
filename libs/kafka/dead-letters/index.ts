export type { DeadLetter } from './dead-letter.js';
export { DeadLetterManager } from './dead-letter-manager.js';
export { withDeadLetterManager } from './open-dead-letter-manager.js';
export type { Resolution, Settled } from './dead-letter-manager.js';
export type { LetterState } from './resolution-log.js';
export type { ResolutionRecord } from './resolution-record.js';
