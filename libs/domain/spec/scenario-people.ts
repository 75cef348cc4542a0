// The fixed people, ids and times of the specs.
import type { Actor, Engineer, EpochMs, Party } from '../index.js';
import { MINUTE_MS } from '../index.js';

/** Monday, 5 January 2026, 09:00 UTC: when every history here begins. */
export const NINE: EpochMs = Date.UTC(2026, 0, 5, 9);
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The id that the context hands to whatever the command opens. */
export const NEW_ID = 'new-id';

export const ada: Actor = { id: 'ada', kind: 'user', name: 'Ada', email: 'ada@customer.example' };
export const bob: Actor = { id: 'bob', kind: 'user' };
export const stranger: Actor = { id: 'eve', kind: 'user' };
export const vendor: Actor = { id: 'desk', kind: 'vendor' };
export const grace: Engineer = { id: 'grace', name: 'Grace', email: 'grace@vendor.example' };
export const mel: Engineer = { id: 'mel' };

/** An engineer, as who asks. */
export const asking = (engineer: Engineer): Party => ({ ...engineer, kind: 'engineer' });
