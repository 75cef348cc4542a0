import type { CompiledQuery } from 'kysely';
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Db, Statement } from '#derived/sqlite';
import type { QueryBuilder } from '../dynamic-queries.js';
import type { Views } from '../tables.js';

/** better-sqlite3 runs what this compiles, inside its own transactions. */
export const builder: QueryBuilder = new Kysely<Views>({
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
