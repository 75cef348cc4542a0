import type { LogTree, LogTreeQueries } from './log-tree.js';
import { beside, sqliteFile } from './open-read-models.js';
import { SqliteLogTree, SqliteLogTreeQueries } from './sqlite/sqlite-log-tree.js';

/**
 * For the one who keeps it up with the log: a file beside the read models.
 * @param url `READ_MODEL_URL`: `sqlite:<path>`
 * @throws UnsupportedReadModelUrlError, ReadModelUnavailableError
 */
export async function openLogTree(url: string): Promise<LogTree> {
  return new SqliteLogTree(beside(sqliteFile(url), 'log-tree'));
}

/** What the tree is kept in, for sentences. */
export const logTreeName = (url: string): string => beside(sqliteFile(url), 'log-tree');

/** For those who make checkpoints and proofs from it. It need not exist yet. */
export async function openLogTreeQueries(url: string): Promise<LogTreeQueries> {
  return new SqliteLogTreeQueries(beside(sqliteFile(url), 'log-tree'));
}
