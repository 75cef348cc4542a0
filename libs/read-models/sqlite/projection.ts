import type { RecordedEvent } from '#event-store';
import type { Db } from './database.js';

/**
 * The file has room for two sets of tables. Queries name views, and the views show one of the sets; a rebuild fills
 * the other, then points the views at it in one transaction.
 */
export type Slot = 'a' | 'b';

/** One read model on SQLite: its tables with their key columns in order, and what an event does to them. */
export type Projection = {
  keys: Readonly<Record<string, string>>;
  tables(slot: Slot): string;
  writer(db: Db, slot: Slot): (event: RecordedEvent, workspace: number) => void;
};
