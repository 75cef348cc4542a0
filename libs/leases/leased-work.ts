import type { Term } from './lease.js';

/** What the work is told of its time. */
export type Tenure = {
  term: Term;
  /** By this process' own clock, which ends a term before the database's does: what acts without asking the database asks this. */
  isHeld(): boolean;
  /** Called by work that the database refused: the term is over, whatever the clock says. */
  lost(): void;
};

export type HolderHealth = { status: 'up'; standby?: true } | { status: 'down'; reason: string };

/** What is done under a lease, from its beginning to its end. */
export type LeasedWork = {
  health(): HolderHealth;
  /** Resolves with the reason when this work will not go on by itself: the lease is given up, and asked for again. */
  failed?: Promise<Error>;
  /** `finish`: in order, as at a shutdown. `abandon`: another one may be at it already. Resolves when nothing more is done. */
  stop(how: 'finish' | 'abandon'): Promise<void>;
};
