import { AccessBatch } from './access-batch.js';
import type { Projection, Slot } from './projection.js';
import { MODELS } from './projection.js';

/** Requests, grants and sessions with their history: who may be where, and who asks to, at any instant. */
export const currentAccess: Projection = {
  keys: {
    grants: 'position',
    extensions: 'position',
    sessions: 'position',
    requests: 'position',
    ticket_closings: 'position',
  },

  // Times are in epoch milliseconds. Within a workspace the order by time is the order by position (C1). The last columns of a
  // row are those that later events change.
  tables: (slot: Slot) => `
    CREATE TABLE ${MODELS}.${slot}_grants (
      position bigint PRIMARY KEY, workspace integer NOT NULL, grant_id text NOT NULL, command_id text NOT NULL,
      granted_at bigint NOT NULL, ticket_id text, granted text NOT NULL,
      expires_at bigint NOT NULL, extensions integer NOT NULL, ended_at bigint, cause text, revoked_by text
    );
    CREATE INDEX ${slot}_grants_by_workspace ON ${MODELS}.${slot}_grants (workspace, granted_at, position);
    CREATE TABLE ${MODELS}.${slot}_extensions (
      position bigint NOT NULL, workspace integer NOT NULL, grant_id text NOT NULL, number integer NOT NULL,
      at bigint NOT NULL, expires_at bigint NOT NULL
    );
    CREATE TABLE ${MODELS}.${slot}_sessions (
      position bigint NOT NULL, workspace integer NOT NULL, session_id text NOT NULL, grant_id text NOT NULL,
      at bigint NOT NULL, expires_at bigint NOT NULL, ticket_id text, engineer_id text NOT NULL, engineer text NOT NULL,
      ended_at bigint, cause text
    );
    CREATE INDEX ${slot}_sessions_by_workspace ON ${MODELS}.${slot}_sessions (workspace, expires_at);
    CREATE TABLE ${MODELS}.${slot}_requests (
      position bigint NOT NULL, workspace integer NOT NULL, request_id text NOT NULL, command_id text NOT NULL,
      at bigint NOT NULL, expires_at bigint NOT NULL, engineer_id text NOT NULL, grant_id text, ticket_id text,
      requested text NOT NULL, outcome text, ended_at bigint, ended text
    );
    CREATE INDEX ${slot}_requests_pending ON ${MODELS}.${slot}_requests (workspace) WHERE outcome IS NULL;
    CREATE TABLE ${MODELS}.${slot}_ticket_closings (
      position bigint NOT NULL, workspace integer NOT NULL, ticket_id text NOT NULL, at bigint NOT NULL,
      command_id text NOT NULL
    );
  `,

  indexes: (slot: Slot) => `
    CREATE INDEX ${slot}_grants_by_time ON ${MODELS}.${slot}_grants (granted_at, position);
    CREATE INDEX ${slot}_grants_by_ticket ON ${MODELS}.${slot}_grants (ticket_id, granted_at, position)
      WHERE ticket_id IS NOT NULL;
    CREATE INDEX ${slot}_grants_revoked ON ${MODELS}.${slot}_grants (granted_at, position)
      WHERE cause IN ('revoked', 'forced-sso', 'ticket-closed');
    CREATE INDEX ${slot}_extensions_by_workspace ON ${MODELS}.${slot}_extensions (workspace, at, position);
    CREATE INDEX ${slot}_sessions_by_place ON ${MODELS}.${slot}_sessions (position);
    CREATE INDEX ${slot}_sessions_by_engineer ON ${MODELS}.${slot}_sessions (engineer_id, position);
    CREATE INDEX ${slot}_sessions_by_ticket ON ${MODELS}.${slot}_sessions (ticket_id, position) WHERE ticket_id IS NOT NULL;
    CREATE INDEX ${slot}_sessions_open ON ${MODELS}.${slot}_sessions (position) WHERE ended_at IS NULL;
    CREATE INDEX ${slot}_requests_by_workspace ON ${MODELS}.${slot}_requests (workspace, at, position);
    CREATE INDEX ${slot}_requests_by_engineer ON ${MODELS}.${slot}_requests (engineer_id, at, position);
    CREATE INDEX ${slot}_requests_by_ticket ON ${MODELS}.${slot}_requests (ticket_id, at, position)
      WHERE ticket_id IS NOT NULL;
    CREATE INDEX ${slot}_requests_by_time ON ${MODELS}.${slot}_requests (at, position);
    CREATE INDEX ${slot}_requests_by_outcome ON ${MODELS}.${slot}_requests (outcome, at, position);
    CREATE INDEX ${slot}_ticket_closings_by_command ON ${MODELS}.${slot}_ticket_closings (command_id);
  `,

  batch: (slot: Slot) => new AccessBatch(slot),
};
