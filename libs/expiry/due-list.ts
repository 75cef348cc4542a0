import type { EpochMs } from '#domain';
import type { LogTarget } from '#derived';

/** A grant, a request or a session whose end is not recorded yet. Its id is unique over all kinds. */
export type DueEntry = {
  kind: 'grant' | 'request' | 'session';
  id: string;
  workspaceId: string;
  /** When it is over, unless something ends it before. */
  dueAt: EpochMs;
};

/** A place in the list's order: by time, then by id. */
export type DueKey = Pick<DueEntry, 'dueAt' | 'id'>;

/** Before every entry. */
export const LIST_START: DueKey = { dueAt: Number.MIN_SAFE_INTEGER, id: '' };

/**
 * What will be over by itself, folded from the log and kept with its position: filled by grants, requests and logins, emptied by the
 * events that record their ends.
 *
 * Every method rejects with ReadModelUnavailableError when the engine does not answer.
 */
export interface DueList extends DueListQueries, LogTarget {
  /** Called with what a comparison with the read models has found: puts entries in and takes others out. */
  mend(add: readonly DueEntry[], remove: readonly DueKey[]): Promise<void>;
}

/** The queries of the saga, which may run in another thread or process than the list's writer. */
export interface DueListQueries {
  /** Called by each tick, page by page: what is due at or before `now`, oldest first, after a key of the list's order. */
  due(now: EpochMs, after: DueKey, limit: number): Promise<DueEntry[]>;

  /** Called to set the next tick: the earliest time after an instant at which something is due. */
  nextDueAt(after: EpochMs): Promise<EpochMs | undefined>;

  /** Called for a comparison with the read models. @returns those of the entries that the list does not have */
  lacking(entries: readonly DueEntry[]): Promise<DueEntry[]>;

  /** Called at start: how much of the log the list knows. */
  position(): Promise<bigint>;

  /** Idempotent. */
  close(): Promise<void>;
}
