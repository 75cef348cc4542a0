export type { DeadLetter } from './dead-letter.js';
export { DeadLetterDesk } from './dead-letter-desk.js';
export { withDeadLetterDesk } from './open-dead-letter-desk.js';
export type { Resolution, Settled } from './dead-letter-desk.js';
export type { LetterState } from './ledger.js';
export type { Mark } from './mark.js';
