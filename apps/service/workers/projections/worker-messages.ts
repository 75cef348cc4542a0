import type { Term } from '#leases';

/** The parameters of the projections thread. */
export type ProjectionsTask = {
  eventStoreUrl: string;
  readModelUrl: string;
  /** Whether to keep the read models and the tree of the log, and whether the list of grants that fall due. */
  projector: boolean;
  dueList: boolean;
  /** How often the whole log is verified. */
  verifyHours: number;
  /** The lease under which it writes; absent on files. */
  term?: Term;
};

/** How far what is folded from the log is, as it crosses from thread to thread. */
export type FollowerReport = { status: 'up' | 'down'; reason?: string; position: bigint; lagMs: number };

/** How far the check of the log is. */
export type VerificationReport = {
  /** The streams that matter most were checked since the thread began: the log may be signed. */
  isChecked: boolean;
  /** When the whole log was verified last, in epoch milliseconds; absent before the first time. */
  verifiedAt?: number;
};

/** What the thread says: how it is, several times a second, what is worth a line in the log, and that its lease is another's. */
export type ProjectionsMessage =
  | { kind: 'report'; followers: Record<string, FollowerReport>; verification: VerificationReport }
  | { kind: 'fenced' }
  /** The log is another one than before; the thread has ended. */
  | { kind: 'replaced'; what: string }
  | { kind: 'log'; level: 'info' | 'warn' | 'error'; message: string };

/** Milliseconds between two reports. */
export const REPORT_INTERVAL_MS = 200;
