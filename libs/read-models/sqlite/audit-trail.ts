import type { RecordedEvent } from '#event-store';
import type { Db } from '#derived/sqlite';
import { auditRow } from '../audit-row.js';
import type { Projection, Slot } from './projection.js';

/** Who did what in a workspace, and when: one entry for every event. */
export const auditTrail: Projection = {
  keys: { audit_entries: 'position' },

  // Rows are only ever added at the end, and the one index is narrow: measured, a tree of whole rows in the order of the
  // pages wrote four times as many bytes per event. Within a workspace the order by time is the order by position (C1),
  // so `from`, `to` and the cursor are ends of one range of that index. The other filters are columns which that range is
  // sifted by: an index for each would cost every event more than it would save a reader.
  tables: (slot: Slot) => `
    CREATE TABLE ${slot}_audit_entries (
      position INTEGER PRIMARY KEY, workspace INTEGER NOT NULL, at INTEGER NOT NULL, revision INTEGER NOT NULL,
      id TEXT NOT NULL, type TEXT NOT NULL, actor_id TEXT NOT NULL, grant_id TEXT, session_id TEXT,
      request_id TEXT, ticket_id TEXT, code TEXT, attempted TEXT, recorded_at INTEGER NOT NULL, source TEXT NOT NULL, data TEXT NOT NULL
    );
  `,

  indexes: (slot: Slot) =>
    `CREATE INDEX ${slot}_audit_entries_by_workspace ON ${slot}_audit_entries (workspace, at);`,

  writer: (db: Db, slot: Slot) => {
    const insert = db.prepare(
      `INSERT INTO ${slot}_audit_entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    return (recorded: RecordedEvent, workspace: number) => {
      insert.run(...auditRow(recorded, workspace));
    };
  },
};
