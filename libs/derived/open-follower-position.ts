import type { Position } from '#event-store';
import type { FollowerPosition } from './follower-position.js';
import type { WriteGuard } from './postgres/database.js';
import { PostgresFollowerPosition, readPosition } from './postgres/follower-position.js';
import { refuseOtherEncoding } from './postgres/schema.js';
import { beside, isPostgres, sqliteFile } from './read-model-url.js';
import { loadFollowerPosition, SqliteFollowerPosition } from './sqlite/follower-position.js';

/** For PostgreSQL alone: SQLite has one writer, held by a lock of the system. */
export type WriteOptions = { guard?: WriteGuard };

/** The saved place of the follower of that name, beside the read models. */
export async function openFollowerPosition(
  url: string,
  name: string,
  { guard }: WriteOptions = {},
): Promise<FollowerPosition> {
  return isPostgres(url)
    ? new PostgresFollowerPosition(url, name, guard)
    : new SqliteFollowerPosition(beside(sqliteFile(url), 'positions'), name);
}

/** The same place, for those who only look. @throws ReadModelUnavailableError while no follower has been there */
export async function readFollowerPosition(url: string, name: string): Promise<Position> {
  return isPostgres(url)
    ? readPosition(url, name)
    : loadFollowerPosition(beside(sqliteFile(url), 'positions'), name);
}

/**
 * Called at start: whether a server that answers can hold what is derived from the log. One that is away is waited for later.
 * @throws UnsuitableDatabaseError
 */
export async function refuseUnsuitableDatabase(url: string): Promise<void> {
  if (isPostgres(url)) await refuseOtherEncoding(url);
}
