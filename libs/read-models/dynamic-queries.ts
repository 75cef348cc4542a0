import type { Expression, Kysely } from 'kysely';
import type { Views } from './tables.js';

/** Builds queries whose filters vary, in an engine's own SQL. It only compiles them; the adapter runs them. */
export type QueryBuilder = Kysely<Views>;

/** The number of a workspace, or how an engine looks it up within the query. */
export type WorkspaceNumber = number | Expression<number>;
