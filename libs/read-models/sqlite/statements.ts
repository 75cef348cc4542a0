import type { CompiledQuery } from 'kysely';
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Db, Statement } from './database.js';

/** The columns that filters, orders and pages are made of. */
type Views = {
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
    recorded_at: number;
    data: string;
  };
};

/** Builds queries whose filters vary. It only compiles them: better-sqlite3 runs them, inside its own transactions. */
export const dynamic = new Kysely<Views>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

const MAX_STATEMENTS = 200;

/** Prepares each shape of query once. */
export class StatementCache {
  readonly #prepared = new Map<string, Statement>();

  constructor(private readonly db: Db) {}

  all<Row>(query: CompiledQuery<Row>): Row[] {
    let statement = this.#prepared.get(query.sql);
    if (!statement) {
      // There are fewer shapes than this; should that change, starting over is cheap.
      if (this.#prepared.size >= MAX_STATEMENTS) this.#prepared.clear();
      this.#prepared.set(query.sql, (statement = this.db.prepare(query.sql)));
    }
    return statement.all(...query.parameters) as Row[];
  }
}
