import type { Position } from '#event-store';
import { UnsupportedReadModelUrlError } from './errors.js';
import type { FollowerPosition } from './follower-position.js';
import type { ReadModelQueries, ReadModels } from './read-models.js';
import { loadFollowerPosition, SqliteFollowerPosition } from './sqlite/follower-position.js';
import { SqliteReadModelQueries } from './sqlite/sqlite-queries.js';
import { SqliteReadModels } from './sqlite/sqlite-read-models.js';

/**
 * For the one who projects. Emptied, to be filled again from the log, when it is of another release's making.
 * @param url `READ_MODEL_URL`: `sqlite:<path>`
 * @throws UnsupportedReadModelUrlError, ReadModelUnavailableError
 */
export async function openReadModels(url: string): Promise<ReadModels> {
  return new SqliteReadModels(sqliteFile(url));
}

/** For those who only ask. It need not exist yet: until it does, questions fail with ReadModelUnavailableError. */
export async function openReadModelQueries(url: string): Promise<ReadModelQueries> {
  return new SqliteReadModelQueries(sqliteFile(url));
}

/** The saved place of the follower of that name, beside the read models. */
export async function openFollowerPosition(url: string, name: string): Promise<FollowerPosition> {
  return new SqliteFollowerPosition(beside(sqliteFile(url), 'positions'), name);
}

/** The same place, for those who only look. @throws ReadModelUnavailableError while no follower has been there */
export async function readFollowerPosition(url: string, name: string): Promise<Position> {
  return loadFollowerPosition(beside(sqliteFile(url), 'positions'), name);
}

/** @throws UnsupportedReadModelUrlError */
export function sqliteFile(url: string): string {
  const [, scheme = 'a URL without a scheme', path = ''] = /^([a-z][a-z0-9+.-]*:)(.*)$/i.exec(url) ?? [];
  if (scheme !== 'sqlite:' || path === '') throw new UnsupportedReadModelUrlError(scheme);
  return path;
}

/** `data/read-models.db` and `positions` make `data/read-models.positions.db`. */
export const beside = (file: string, what: string): string => `${file.replace(/\.db$/, '')}.${what}.db`;

// What else is derived from the log, and kept in a file of its own, is made of the same parts.
export { DerivedFile, ReadOnlyFile } from './sqlite/database.js';
export type { Db, Schema } from './sqlite/database.js';
export { Progress, progressTable } from './sqlite/progress.js';
