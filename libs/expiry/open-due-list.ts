import { beside, sqliteFile } from '#read-models';
import type { DueList, DueListQueries } from './due-list.js';
import { SqliteDueList, SqliteDueListQueries } from './sqlite/sqlite-due-list.js';

/**
 * For the one who keeps it up with the log: a file beside the read models.
 * @param url `READ_MODEL_URL`: `sqlite:<path>`
 * @throws UnsupportedReadModelUrlError, ReadModelUnavailableError
 */
export async function openDueList(url: string): Promise<DueList> {
  return new SqliteDueList(beside(sqliteFile(url), 'due-list'));
}

/** For the saga, if another thread or process keeps it. It need not exist yet. */
export async function openDueListQueries(url: string): Promise<DueListQueries> {
  return new SqliteDueListQueries(beside(sqliteFile(url), 'due-list'));
}
