import { copyLine } from '#derived/postgres';
import type { Cell } from '../access-changes.js';
import { auditRow } from '../audit-row.js';
import type { Projection, Slot } from './projection.js';
import { MODELS } from './projection.js';

/** Who did what in a workspace, and when: one entry for every event. */
export const auditTrail: Projection = {
  keys: { audit_entries: 'position' },

  // One index, as on SQLite, and no primary key: an event's entry is made in the transaction that moves the place past it,
  // and nobody looks for one by its position.
  tables: (slot: Slot) => `
    CREATE TABLE ${MODELS}.${slot}_audit_entries (
      position bigint NOT NULL, workspace integer NOT NULL, at bigint NOT NULL, revision integer NOT NULL,
      id text NOT NULL, type text NOT NULL, actor_id text NOT NULL, grant_id text, session_id text,
      request_id text, ticket_id text, code text, attempted text, recorded_at bigint NOT NULL, source text NOT NULL, data text NOT NULL
    );
  `,

  indexes: (slot: Slot) =>
    `CREATE INDEX ${slot}_audit_entries_by_workspace ON ${MODELS}.${slot}_audit_entries (workspace, at, position);`,

  batch: (slot: Slot) => {
    const entries: [position: bigint, workspaceId: string, ...Cell[]][] = [];
    return {
      add: (recorded, workspaceId) => void entries.push(auditRow(recorded, workspaceId)),
      flush: async (transaction, numbers) => {
        let lines = '';
        for (const [position, workspaceId, ...rest] of entries)
          lines += copyLine([position, numbers.get(workspaceId)!, ...rest]);
        await transaction.copy(`${MODELS}.${slot}_audit_entries`, lines);
      },
    };
  },
};
