import { existsSync, renameSync } from 'node:fs';

/** SQLite keeps these beside a file; what they hold belongs to that file alone. */
const COMPANIONS = ['-wal', '-shm', '-journal'];

/** SQLite's words for a file that is garbage or was cut, and ours for one of another program. */
const UNUSABLE = /^(SQLITE_(NOTADB|CORRUPT)|FOREIGN_DERIVED_FILE)/;

/** The file has tables, and they are not ours. */
class ForeignDerivedFileError extends Error {
  readonly code = 'FOREIGN_DERIVED_FILE';
  constructor() {
    super('it belongs to another program');
  }
}

type Queries = {
  prepare(sql: string): { pluck(): { all(): unknown[] } };
  pragma(text: string, options: { simple: true }): unknown;
};

/**
 * Called before anything is changed in a file of things derived from the log.
 * @param mark a table or view that such a file has had in every release
 * @throws ForeignDerivedFileError if it has tables of another program
 */
export function refuseForeign(db: Queries, mark: string): void {
  const names = db.prepare('SELECT name FROM sqlite_schema').pluck().all();
  const isOurs = db.pragma('application_id', { simple: true }) === 0 && names.includes(mark);
  if (names.length > 0 && !isOurs) throw new ForeignDerivedFileError();
}

/** Whether an error of a file of derived things says that the file is garbage, was cut, or belongs to another program. */
export const isUnusable = (error: unknown): boolean => UNUSABLE.test((error as { code?: string }).code ?? '');

/**
 * Called with the error that a file of derived things gave. If the file cannot be used, it is renamed, so that a new one can be
 * made under its name and filled from the log, and a warning names both.
 * @returns whether that was so
 */
export function setAside(file: string, error: unknown): boolean {
  if (!isUnusable(error) || !existsSync(file)) return false;
  const aside = `${file}.damaged-${new Date().toISOString().replaceAll(':', '')}`;
  for (const companion of COMPANIONS)
    if (existsSync(file + companion)) renameSync(file + companion, aside + companion);
  renameSync(file, aside);
  process.emitWarning(
    `${file} cannot be used (${(error as Error).message}). It was renamed ${aside}, and is made anew from the log`,
  );
  return true;
}
