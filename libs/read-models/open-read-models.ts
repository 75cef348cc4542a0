import { isPostgres, sqliteFile } from '#derived';
import type { WriteOptions } from '#derived';
import { PostgresReadModelQueries } from './postgres/postgres-queries.js';
import { PostgresReadModels } from './postgres/postgres-read-models.js';
import { PostgresReadModelState } from './postgres/postgres-state.js';
import type { ReadModelQueries, ReadModels } from './read-models.js';
import { SqliteReadModelQueries } from './sqlite/sqlite-queries.js';
import { SqliteReadModels } from './sqlite/sqlite-read-models.js';
import { SqliteReadModelState } from './sqlite/sqlite-state.js';
import type { ReadModelState } from './state.js';

/**
 * For the one who projects. Emptied, to be filled again from the log, when it is of another release's making.
 * @param url `READ_MODEL_URL`: `sqlite:<path>` or `postgres://…`
 * @throws UnsupportedReadModelUrlError, ReadModelUnavailableError
 */
export async function openReadModels(url: string, { guard }: WriteOptions = {}): Promise<ReadModels> {
  return isPostgres(url) ? PostgresReadModels.open(url, guard) : new SqliteReadModels(sqliteFile(url));
}

/** For those who only ask. It need not exist yet: until it does, questions fail with ReadModelUnavailableError. */
export async function openReadModelQueries(url: string): Promise<ReadModelQueries> {
  return isPostgres(url) ? new PostgresReadModelQueries(url) : new SqliteReadModelQueries(sqliteFile(url));
}

/** For those who compare all of it with another. It must exist. @throws ReadModelUnavailableError */
export async function openReadModelState(url: string): Promise<ReadModelState> {
  return isPostgres(url) ? new PostgresReadModelState(url) : new SqliteReadModelState(sqliteFile(url));
}
