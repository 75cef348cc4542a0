import type { Term } from './lease.js';

/** The work's view of its term. */
export type HeldTerm = {
  term: Term;
  /** Whether the term lasts by this process' clock, which ends it before the database does. For work that does not write to the database. */
  isHeld(): boolean;
  /** Called by work whose write was refused: ends the term, whatever the clock says. */
  lost(): void;
};

export type HolderHealth = { status: 'up'; standby?: true } | { status: 'down'; reason: string };

/** Work that runs while a lease is held. */
export type LeasedWork = {
  health(): HolderHealth;
  /** Resolves with the reason when the work cannot continue: the lease is released and acquired again. */
  failed?: Promise<Error>;
  /** `finish`: stop in order, as at a shutdown. `abandon`: another process may have taken over. Resolves when all work has ended. */
  stop(how: 'finish' | 'abandon'): Promise<void>;
};
