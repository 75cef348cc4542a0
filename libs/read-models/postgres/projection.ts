import type { RecordedEvent } from '#event-store';
import type { Transaction } from '#derived/postgres';

/** The tables are here, whatever the server's search path says. */
export const MODELS = 'support_access_read_models';

/**
 * There is room for two sets of tables. Queries name views, and the views show one of the sets; a rebuild fills the other,
 * then points the views at it in one transaction.
 */
export type Slot = 'a' | 'b';

/** One read model on PostgreSQL. */
export type Projection = {
  /** Each table and the order of its rows. */
  keys: Readonly<Record<string, string>>;
  /** The tables, and the indexes that writing needs. */
  tables(slot: Slot): string;
  /** The indexes that only queries need: a rebuild makes them of all rows at once, which is cheaper. */
  indexes(slot: Slot): string;
  /** What a stretch of events does to the tables. */
  batch(slot: Slot): Batch;
};

export type Batch = {
  add(recorded: RecordedEvent, workspaceId: string): void;
  /** @param numbers of every workspace that the events name */
  flush(transaction: Transaction, numbers: ReadonlyMap<string, number>): Promise<void>;
};
