export { LeaseLostError } from './errors.js';
export type { HeldLease, Leases, Term } from './lease.js';
export { LeaseHolder } from './lease-holder.js';
export type { HolderObserver } from './lease-holder.js';
export type { HolderHealth, LeasedWork, HeldTerm } from './leased-work.js';
export { fencedBy, openLeases } from './open-leases.js';
