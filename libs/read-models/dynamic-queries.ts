import type { Expression, Kysely } from 'kysely';

/** The columns that filters, orders and pages are made of. */
export type Views = {
  grants: {
    workspace: number;
    granted_at: number;
    position: bigint;
    grant_id: string;
    expires_at: number;
    ticket_id: string | null;
    command_id: string;
    granted: string;
    ended_at: number | null;
    cause: string | null;
    revoked_by: string | null;
  };
  audit_entries: {
    workspace: number;
    at: number;
    revision: number;
    position: bigint;
    id: string;
    type: string;
    actor_id: string;
    grant_id: string | null;
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
