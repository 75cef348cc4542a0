/** One holder's time with a role. What it writes is refused once the role has another token. */
export type Term = {
  role: string;
  /** The process. */
  holder: string;
  /** Grows with each holder, so that one that was paused is told from the one that came after it. */
  token: number;
};

/** Who holds a role, seen from outside. */
export type HeldLease = Term & {
  /** Until the lease is over, by the clock of the database, in milliseconds; negative when it is. */
  leftMs: number;
};

/** Which process may fill a role. Every method rejects with ReadModelUnavailableError when the database does not answer. */
export interface Leases {
  /** How long a lease lasts that is not renewed, unless a longer one is asked for. */
  readonly leaseMs: number;

  /**
   * Called by a standby, several times a second: takes the lease when nobody holds it. Whoever still writes under the term
   * before is not waited for: its transaction is ended.
   * @param leaseMs how long it lasts unrenewed; `leaseMs` of this object by default
   */
  acquire(role: string, holder: string, leaseMs?: number): Promise<{ term: Term } | { heldBy: string }>;

  /** Called by the holder, long before the lease is over, with its length. @returns false when it was over, or is another's */
  renew(term: Term, leaseMs?: number): Promise<boolean>;

  /** Called when the work has ended: the next holder need not wait. */
  release(term: Term): Promise<void>;

  /** Called by those who look. */
  all(): Promise<readonly HeldLease[]>;

  /** Idempotent. */
  close(): Promise<void>;
}
