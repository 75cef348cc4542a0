import type { WriteOptions } from '#derived';
import { beside, isPostgres, sqliteFile } from '#derived';
import type { DueList, DueListQueries } from './due-list.js';
import { PostgresDueList, PostgresDueListQueries } from './postgres/postgres-due-list.js';
import { SqliteDueList, SqliteDueListQueries } from './sqlite/sqlite-due-list.js';

/**
 * Opens the due list for its writer: a file beside the read models, or tables in the same database.
 * @param url `READ_MODEL_URL`: `sqlite:<path>` or `postgres://…`
 * @throws UnsupportedReadModelUrlError, ReadModelUnavailableError
 */
export async function openDueList(url: string, { guard }: WriteOptions = {}): Promise<DueList> {
  return isPostgres(url)
    ? PostgresDueList.open(url, guard)
    : new SqliteDueList(beside(sqliteFile(url), 'due-list'));
}

/** Opens the due list for the saga when another thread or process writes it. The list need not exist yet. */
export async function openDueListQueries(url: string): Promise<DueListQueries> {
  return isPostgres(url)
    ? new PostgresDueListQueries(url)
    : new SqliteDueListQueries(beside(sqliteFile(url), 'due-list'));
}
