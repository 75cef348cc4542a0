import type { Position } from '#event-store';
import { UnsupportedReadModelUrlError } from './errors.js';
import type { FollowerPosition } from './follower-position.js';
import type { ReadModelQueries, ReadModels } from './read-models.js';
import type { WriteGuard } from './postgres/database.js';
import { refuseOtherEncoding } from './postgres/schema.js';
import { PostgresFollowerPosition, readPosition } from './postgres/follower-position.js';
import { PostgresReadModelQueries } from './postgres/postgres-queries.js';
import { PostgresReadModels } from './postgres/postgres-read-models.js';
import { PostgresReadModelState } from './postgres/postgres-state.js';
import { loadFollowerPosition, SqliteFollowerPosition } from './sqlite/follower-position.js';
import { SqliteReadModelQueries } from './sqlite/sqlite-queries.js';
import { SqliteReadModels } from './sqlite/sqlite-read-models.js';
import { SqliteReadModelState } from './sqlite/sqlite-state.js';
import type { ReadModelState } from './state.js';

/** For PostgreSQL alone: SQLite has one writer, held by a lock of the system. */
export type WriteOptions = { guard?: WriteGuard };

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

export const isPostgres = (url: string): boolean => /^postgres(ql)?:\/\//i.test(url);

/** @throws UnsupportedReadModelUrlError */
export function sqliteFile(url: string): string {
  const [, scheme = 'a URL without a scheme', path = ''] = /^([a-z][a-z0-9+.-]*:)(.*)$/i.exec(url) ?? [];
  if (scheme !== 'sqlite:' || path === '') throw new UnsupportedReadModelUrlError(scheme);
  return path;
}

/** `data/read-models.db` and `positions` make `data/read-models.positions.db`. */
export const beside = (file: string, what: string): string => `${file.replace(/\.db$/, '')}.${what}.db`;

// What else is derived from the log, and kept in a file or in tables of its own, is made of the same parts.
export { DerivedFile, ReadOnlyFile } from './sqlite/database.js';
export type { Db, Schema } from './sqlite/database.js';
export { Progress, progressTable } from './sqlite/progress.js';
export { PostgresDatabase } from './postgres/database.js';
export type { Transaction, WriteGuard } from './postgres/database.js';
export {
  forgetting as postgresForgetting,
  Progress as PostgresProgress,
  progressTable as postgresProgressTable,
} from './postgres/progress.js';
export {
  prepareSchema as preparePostgresSchema,
  SchemaReader as PostgresReader,
  withTables as withPostgresTables,
} from './postgres/schema.js';
export type { Schema as PostgresSchema } from './postgres/schema.js';
