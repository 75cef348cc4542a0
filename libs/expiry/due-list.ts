import type { EpochMs } from '#domain';
import type { LogTarget } from '#derived';

/** A grant whose end is not recorded yet. */
export type DueEntry = { grantId: string; workspaceId: string; expiresAt: EpochMs };

/** A place in the list's order: by end, then by grant id. */
export type DueKey = Pick<DueEntry, 'expiresAt' | 'grantId'>;

/** Before every entry. */
export const LIST_START: DueKey = { expiresAt: Number.MIN_SAFE_INTEGER, grantId: '' };

/**
 * The grants that will end, folded from the log and kept with its position: filled by grants, emptied by
 * `SupportAccessRevoked` alone, whatever the cause.
 *
 * Every method rejects with ReadModelUnavailableError when the engine does not answer.
 */
export interface DueList extends DueListQueries, LogTarget {
  /** Called with what a comparison with the open grants has found: puts entries in and takes others out. */
  mend(add: readonly DueEntry[], remove: readonly DueKey[]): Promise<void>;
}

/** The queries of the saga, which may run in another thread or process than the list's writer. */
export interface DueListQueries {
  /** Called by each tick, page by page: the grants that end at or before `now`, oldest first, after a key of the list's order. */
  due(now: EpochMs, after: DueKey, limit: number): Promise<DueEntry[]>;

  /** Called to set the next tick: the earliest end after an instant. */
  nextDueAt(after: EpochMs): Promise<EpochMs | undefined>;

  /** Called for a comparison with the open grants. @returns those of the entries that the list does not have */
  lacking(entries: readonly DueEntry[]): Promise<DueEntry[]>;

  /** Called at start: how much of the log the list knows. */
  position(): Promise<bigint>;

  /** Idempotent. */
  close(): Promise<void>;
}
