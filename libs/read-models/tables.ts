import type { RowOf, Table } from '#derived';
import type { StateTable } from './state.js';

// Workspaces are numbered in the order in which the log first names them, and every other table knows them by number:
// that makes an index entry of 17 bytes of one of 150, and ten workspaces share a page of it. The same row says where the
// workspace's stream ends, so that the next event can be checked against it.
//
// Times are in epoch milliseconds. Within a workspace the order by time is the order by position (C1). The last columns of a
// row are those that later events change.

/** The tables of the read models on both engines, in the order of the state hash. */
export const TABLES = {
  numbers: {
    columns: {
      workspace: 'integer',
      workspace_id: 'unique',
      revision: 'integer?',
      chain: 'text',
      last_at: 'bigint',
    },
    key: 'workspace',
    isKeyed: true,
    change: { find: ['workspace'], set: ['revision', 'chain', 'last_at'] },
  },

  damage: {
    columns: { workspace: 'integer', revision: 'integer', position: 'position?', what: 'text' },
    key: 'workspace',
    isKeyed: true,
  },

  grants: {
    columns: {
      position: 'position',
      workspace: 'integer',
      grant_id: 'text',
      command_id: 'text',
      granted_at: 'bigint',
      ticket_id: 'text?',
      granted: 'text',
      expires_at: 'bigint',
      extensions: 'integer',
      ended_at: 'bigint?',
      cause: 'text?',
      revoked_by: 'text?',
    },
    key: 'position',
    isKeyed: true,
    change: {
      find: ['position'],
      set: ['expires_at', 'extensions', 'ended_at', 'cause', 'revoked_by'],
    },
    writeIndexes: { by_workspace: { on: ['workspace', 'granted_at', 'position'] } },
    queryIndexes: {
      by_time: { on: ['granted_at', 'position'] },
      by_ticket: { on: ['ticket_id', 'granted_at', 'position'], where: 'ticket_id IS NOT NULL' },
      revoked: {
        on: ['granted_at', 'position'],
        where: `cause IN ('revoked', 'forced-sso', 'ticket-closed')`,
      },
    },
  },

  extensions: {
    columns: {
      position: 'position',
      workspace: 'integer',
      grant_id: 'text',
      number: 'integer',
      at: 'bigint',
      expires_at: 'bigint',
    },
    key: 'position',
    queryIndexes: { by_workspace: { on: ['workspace', 'at', 'position'] } },
  },

  sessions: {
    columns: {
      position: 'position',
      workspace: 'integer',
      session_id: 'text',
      grant_id: 'text',
      at: 'bigint',
      expires_at: 'bigint',
      ticket_id: 'text?',
      engineer_id: 'text',
      engineer: 'text',
      ended_at: 'bigint?',
      cause: 'text?',
    },
    key: 'position',
    change: {
      find: ['workspace', 'expires_at', 'session_id'],
      open: 'ended_at',
      set: ['ended_at', 'cause'],
    },
    writeIndexes: { by_workspace: { on: ['workspace', 'expires_at'] } },
    queryIndexes: {
      by_place: { on: ['position'] },
      by_engineer: { on: ['engineer_id', 'position'] },
      by_ticket: { on: ['ticket_id', 'position'], where: 'ticket_id IS NOT NULL' },
      open: { on: ['position'], onSqlite: ['ended_at'], where: 'ended_at IS NULL' },
    },
  },

  requests: {
    columns: {
      position: 'position',
      workspace: 'integer',
      request_id: 'text',
      command_id: 'text',
      at: 'bigint',
      expires_at: 'bigint',
      engineer_id: 'text',
      grant_id: 'text?',
      ticket_id: 'text?',
      requested: 'text',
      outcome: 'text?',
      ended_at: 'bigint?',
      ended: 'text?',
    },
    key: 'position',
    change: {
      find: ['workspace', 'request_id'],
      open: 'outcome',
      set: ['outcome', 'ended_at', 'ended'],
    },
    writeIndexes: { pending: { on: ['workspace'], where: 'outcome IS NULL' } },
    queryIndexes: {
      by_workspace: { on: ['workspace', 'at', 'position'] },
      by_engineer: { on: ['engineer_id', 'at', 'position'] },
      by_ticket: { on: ['ticket_id', 'at', 'position'], where: 'ticket_id IS NOT NULL' },
      by_time: { on: ['at', 'position'] },
      by_outcome: { on: ['outcome', 'at', 'position'] },
    },
  },

  ticket_closings: {
    columns: {
      position: 'position',
      workspace: 'integer',
      ticket_id: 'text',
      at: 'bigint',
      command_id: 'text',
    },
    key: 'position',
    queryIndexes: { by_command: { on: ['command_id'] } },
  },

  // One entry for every event. Rows are only ever added at the end, and the one index is narrow: measured on SQLite, a tree of
  // whole rows in the order of the pages wrote four times as many bytes per event. `from`, `to` and the cursor are ends of one
  // range of that index. The other filters are columns which that range is sifted by: an index for each would cost every event
  // more than it would save a reader.
  audit_entries: {
    columns: {
      position: 'position',
      workspace: 'integer',
      at: 'bigint',
      revision: 'integer',
      id: 'text',
      type: 'text',
      actor_id: 'text',
      grant_id: 'text?',
      session_id: 'text?',
      request_id: 'text?',
      ticket_id: 'text?',
      code: 'text?',
      attempted: 'text?',
      recorded_at: 'bigint',
      source: 'text',
      data: 'text',
    },
    key: 'position',
    queryIndexes: { by_workspace: { on: ['workspace', 'at', 'position'] } },
  },
} as const satisfies Readonly<Record<string, Table>>;

export type TableName = keyof typeof TABLES;
export const TABLE_NAMES = Object.keys(TABLES) as TableName[];

/** The tables as those see them who compare all rows. */
export const STATE_TABLES: readonly StateTable[] = TABLE_NAMES.map((name) => ({
  name,
  key: TABLES[name].key,
  columns: Object.keys(TABLES[name].columns),
}));

/** The rows of each table, for queries that are built from their columns. */
export type Views = { [Name in TableName]: RowOf<(typeof TABLES)[Name]> };
