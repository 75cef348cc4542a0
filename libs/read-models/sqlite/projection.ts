import type { RecordedEvent } from '#event-store';
import type { Db } from '#derived/sqlite';

/**
 * The file has room for two sets of tables. Queries name views, and the views show one of the sets; a rebuild fills
 * the other, then points the views at it in one transaction.
 */
export type Slot = 'a' | 'b';

/** One read model on SQLite. */
export type Projection = {
  /** Each table and the order of its rows. */
  keys: Readonly<Record<string, string>>;
  /** The tables, and the indexes that writing needs. */
  tables(slot: Slot): string;
  /** The indexes that only queries need: a rebuild makes them of all rows at once, which is cheaper. */
  indexes(slot: Slot): string;
  /** What an event does to the tables. */
  writer(db: Db, slot: Slot): (event: RecordedEvent, workspace: number) => void;
};
