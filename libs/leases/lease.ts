/** One holder's term in a role. Its writes are refused once the role has another token. */
export type Term = {
  role: string;
  /** The name of the process. */
  holder: string;
  /** Grows with each takeover, so that a paused former holder is distinguished from its successor. */
  token: number;
};

/** The holder of a role, as reported to operators. */
export type HeldLease = Term & {
  /** Milliseconds until the lease ends, by the clock of the database; negative after its end. */
  leftMs: number;
};

/** Which process may fill a role. Every method rejects with ReadModelUnavailableError when the database does not answer. */
export interface Leases {
  /** Default length of a lease that is not renewed, in milliseconds. */
  readonly leaseMs: number;

  /**
   * Called by a standby, several times a second: takes the lease when it is free. A transaction that the former holder left open is
   * ended.
   * @param leaseMs length without renewal in milliseconds; default: `leaseMs` of this object
   */
  acquire(role: string, holder: string, leaseMs?: number): Promise<{ term: Term } | { heldBy: string }>;

  /** Called by the holder well before the lease ends. @returns false when the lease had ended or has another holder */
  renew(term: Term, leaseMs?: number): Promise<boolean>;

  /** Called when the work has ended, so that the next holder need not wait. */
  release(term: Term): Promise<void>;

  /** All leases, for operators and metrics. */
  all(): Promise<readonly HeldLease[]>;

  /** Idempotent. */
  close(): Promise<void>;
}
