export { LIST_START } from './due-list.js';
export type { DueEntry, DueKey, DueList, DueListQueries } from './due-list.js';
export { ExpirySaga } from './expiry-saga.js';
export type { ExpiryHealth, ExpiryObserver, ExpirySagaOptions } from './expiry-saga.js';
export { openDueList, openDueListQueries } from './open-due-list.js';
export { react } from './react.js';
export type { DueChange } from './react.js';
export { systemScheduler } from './scheduler.js';
export type { Scheduler } from './scheduler.js';
