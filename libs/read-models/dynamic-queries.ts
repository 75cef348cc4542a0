import type { Expression, Kysely } from 'kysely';

type Row = { workspace: number; position: bigint };

/** The columns that filters, orders and pages are made of. */
export type Views = {
  grants: Row & {
    granted_at: number;
    grant_id: string;
    expires_at: number;
    extensions: number;
    ticket_id: string | null;
    command_id: string;
    granted: string;
    ended_at: number | null;
    cause: string | null;
    revoked_by: string | null;
  };
  sessions: Row & {
    session_id: string;
    grant_id: string;
    at: number;
    expires_at: number;
    ticket_id: string | null;
    engineer_id: string;
    engineer: string;
    ended_at: number | null;
    cause: string | null;
  };
  requests: Row & {
    request_id: string;
    command_id: string;
    at: number;
    expires_at: number;
    engineer_id: string;
    grant_id: string | null;
    ticket_id: string | null;
    requested: string;
    outcome: string | null;
    ended_at: number | null;
    ended: string | null;
  };
  ticket_closings: Row & { ticket_id: string; at: number; command_id: string };
  numbers: { workspace: number; workspace_id: string };
  audit_entries: Row & {
    at: number;
    revision: number;
    id: string;
    type: string;
    actor_id: string;
    grant_id: string | null;
    session_id: string | null;
    request_id: string | null;
    ticket_id: string | null;
    code: string | null;
    attempted: string | null;
    recorded_at: number;
    source: string;
    data: string;
  };
};

/** Builds queries whose filters vary, in an engine's own SQL. It only compiles them; the adapter runs them. */
export type QueryBuilder = Kysely<Views>;

/** The number of a workspace, or how an engine looks it up within the query. */
export type WorkspaceNumber = number | Expression<number>;
