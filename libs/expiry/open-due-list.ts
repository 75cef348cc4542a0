import type { WriteOptions } from '#read-models';
import { beside, isPostgres, sqliteFile } from '#read-models';
import type { DueList, DueListQueries } from './due-list.js';
import { PostgresDueList, PostgresDueListQueries } from './postgres/postgres-due-list.js';
import { SqliteDueList, SqliteDueListQueries } from './sqlite/sqlite-due-list.js';

/**
 * For the one who keeps it up with the log: a file beside the read models, or tables beside theirs.
 * @param url `READ_MODEL_URL`: `sqlite:<path>` or `postgres://…`
 * @throws UnsupportedReadModelUrlError, ReadModelUnavailableError
 */
export async function openDueList(url: string, { guard }: WriteOptions = {}): Promise<DueList> {
  return isPostgres(url)
    ? PostgresDueList.open(url, guard)
    : new SqliteDueList(beside(sqliteFile(url), 'due-list'));
}

/** For the saga, if another thread or process keeps it. It need not exist yet. */
export async function openDueListQueries(url: string): Promise<DueListQueries> {
  return isPostgres(url)
    ? new PostgresDueListQueries(url)
    : new SqliteDueListQueries(beside(sqliteFile(url), 'due-list'));
}
