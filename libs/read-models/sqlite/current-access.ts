import type { Db } from '#derived/sqlite';
import { AccessWriter } from './access-writer.js';
import type { Projection, Slot } from './projection.js';

/** Requests, grants and sessions with their history: who may be where, and who asks to, at any instant. */
export const currentAccess: Projection = {
  keys: {
    grants: 'position',
    extensions: 'position',
    sessions: 'position',
    requests: 'position',
    ticket_closings: 'position',
  },

  // Times are in epoch milliseconds. Within a workspace the order by time is the order by position (C1), which every
  // index has as its last column. The last columns of a row are those that later events change.
  tables: (slot: Slot) => `
    CREATE TABLE ${slot}_grants (
      position INTEGER PRIMARY KEY, workspace INTEGER NOT NULL, grant_id TEXT NOT NULL, command_id TEXT NOT NULL,
      granted_at INTEGER NOT NULL, ticket_id TEXT, granted TEXT NOT NULL,
      expires_at INTEGER NOT NULL, extensions INTEGER NOT NULL DEFAULT 0, ended_at INTEGER, cause TEXT, revoked_by TEXT
    );
    CREATE INDEX ${slot}_grants_by_workspace ON ${slot}_grants (workspace, granted_at);
    CREATE TABLE ${slot}_extensions (
      position INTEGER PRIMARY KEY, workspace INTEGER NOT NULL, grant_id TEXT NOT NULL, number INTEGER NOT NULL,
      at INTEGER NOT NULL, expires_at INTEGER NOT NULL
    );
    CREATE TABLE ${slot}_sessions (
      position INTEGER PRIMARY KEY, workspace INTEGER NOT NULL, session_id TEXT NOT NULL, grant_id TEXT NOT NULL,
      at INTEGER NOT NULL, expires_at INTEGER NOT NULL, ticket_id TEXT, engineer_id TEXT NOT NULL, engineer TEXT NOT NULL,
      ended_at INTEGER, cause TEXT
    );
    CREATE INDEX ${slot}_sessions_by_workspace ON ${slot}_sessions (workspace, expires_at);
    CREATE TABLE ${slot}_requests (
      position INTEGER PRIMARY KEY, workspace INTEGER NOT NULL, request_id TEXT NOT NULL, command_id TEXT NOT NULL,
      at INTEGER NOT NULL, expires_at INTEGER NOT NULL, engineer_id TEXT NOT NULL, grant_id TEXT, ticket_id TEXT,
      requested TEXT NOT NULL, outcome TEXT, ended_at INTEGER, ended TEXT
    );
    CREATE INDEX ${slot}_requests_pending ON ${slot}_requests (workspace) WHERE outcome IS NULL;
    CREATE TABLE ${slot}_ticket_closings (
      position INTEGER PRIMARY KEY, workspace INTEGER NOT NULL, ticket_id TEXT NOT NULL, at INTEGER NOT NULL,
      command_id TEXT NOT NULL
    );
  `,

  indexes: (slot: Slot) => `
    CREATE INDEX ${slot}_grants_by_time ON ${slot}_grants (granted_at);
    CREATE INDEX ${slot}_grants_by_ticket ON ${slot}_grants (ticket_id, granted_at) WHERE ticket_id IS NOT NULL;
    CREATE INDEX ${slot}_grants_revoked ON ${slot}_grants (granted_at)
      WHERE cause IN ('revoked', 'forced-sso', 'ticket-closed');
    CREATE INDEX ${slot}_extensions_by_workspace ON ${slot}_extensions (workspace, at);
    CREATE INDEX ${slot}_sessions_by_engineer ON ${slot}_sessions (engineer_id);
    CREATE INDEX ${slot}_sessions_by_ticket ON ${slot}_sessions (ticket_id) WHERE ticket_id IS NOT NULL;
    CREATE INDEX ${slot}_sessions_open ON ${slot}_sessions (ended_at) WHERE ended_at IS NULL;
    CREATE INDEX ${slot}_requests_by_workspace ON ${slot}_requests (workspace, at);
    CREATE INDEX ${slot}_requests_by_engineer ON ${slot}_requests (engineer_id, at);
    CREATE INDEX ${slot}_requests_by_ticket ON ${slot}_requests (ticket_id, at) WHERE ticket_id IS NOT NULL;
    CREATE INDEX ${slot}_requests_by_time ON ${slot}_requests (at);
    CREATE INDEX ${slot}_requests_by_outcome ON ${slot}_requests (outcome, at);
    CREATE INDEX ${slot}_ticket_closings_by_command ON ${slot}_ticket_closings (command_id);
  `,

  writer: (db: Db, slot: Slot) => {
    const writer = new AccessWriter(db, slot);
    return (recorded, workspace) => writer.write(recorded, workspace);
  },
};
