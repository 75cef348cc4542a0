import type { PostgresDatabase } from '../../../test/engines/shared-postgres.js';
import { newDatabase, onServer } from '../../../test/engines/shared-postgres.js';

/** A database for a suite: made when it begins, dropped when it is over. Call it within `describe`. */
export function suiteDatabase(): { url(): string; empty(): Promise<void> } {
  let database: PostgresDatabase;
  beforeAll(async () => {
    database = await newDatabase();
  }, 200_000);
  afterAll(() => database.drop());
  return {
    url: () => database.url,
    empty: () =>
      onServer(
        database.url,
        `DROP SCHEMA IF EXISTS support_access_read_models, support_access_due_list, support_access_positions,
           support_access_log_tree CASCADE`,
      ),
  };
}
