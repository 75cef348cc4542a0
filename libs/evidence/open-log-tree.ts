import type { EventReader } from '#event-store';
import type { WriteOptions } from '#derived';
import { beside, isHeld, isPostgres, sqliteFile } from '#derived';
import { locationOf } from '#derived/postgres';
import type { LogTree, LogTreeQueries } from './log-tree/log-tree.js';
import { notHeld } from './log-tree/log-tree.js';
import { PostgresLogTree, PostgresLogTreeQueries, treeName } from './postgres/postgres-log-tree.js';
import { SqliteLogTree, SqliteLogTreeQueries } from './sqlite/sqlite-log-tree.js';

/**
 * For the one who keeps it up with the log: a file beside the read models, or tables beside theirs.
 * @param url `READ_MODEL_URL`: `sqlite:<path>` or `postgres://…`
 * @throws UnsupportedReadModelUrlError, ReadModelUnavailableError
 */
export async function openLogTree(url: string, { guard }: WriteOptions = {}): Promise<LogTree> {
  return isPostgres(url)
    ? PostgresLogTree.open(url, guard)
    : new SqliteLogTree(beside(sqliteFile(url), 'log-tree'));
}

/** Name of the tree's storage, for messages. */
export const logTreeName = (url: string): string =>
  isPostgres(url) ? treeName(locationOf(url)) : beside(sqliteFile(url), 'log-tree');

/** For those who make checkpoints and proofs from it. It need not exist yet. */
export async function openLogTreeQueries(url: string): Promise<LogTreeQueries> {
  return isPostgres(url)
    ? new PostgresLogTreeQueries(url)
    : new SqliteLogTreeQueries(beside(sqliteFile(url), 'log-tree'));
}

/**
 * Called by who keeps a place in the log without the tree: whether the log is the one that the tree was folded from. Without a
 * tree nobody remembers that.
 * @throws LogReplacedError, StoreUnavailableError
 */
export async function requireLogOfTree(url: string, reader: Pick<EventReader, 'eventAt'>): Promise<void> {
  const tree = await openLogTreeQueries(url);
  try {
    const bookmark = await tree.bookmark().catch(() => undefined);
    if (bookmark?.event && !(await isHeld(reader, bookmark)))
      throw notHeld(logTreeName(url), bookmark.position);
  } finally {
    await tree.close();
  }
}
