import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { requireWritable } from '../../files.js';
import { refuseForeign, setAside } from '../../set-aside.js';

/** Another number makes the file anew: it holds nothing that the log does not. */
const FORMAT = 1;
/** Processes on one machine that may share a directory, a file each. */
const MAX_FILES = 64;

const TABLES = `
  CREATE TABLE streams (
    stream_id INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE,
    revision  INTEGER NOT NULL, -- up to here, from the start, every command is in the table below
    event_id  TEXT NOT NULL     -- of the event there: another log has another one
  ) STRICT;
  CREATE TABLE commands (
    stream_id  INTEGER NOT NULL,
    command_id TEXT NOT NULL,
    first      INTEGER NOT NULL,
    last       INTEGER NOT NULL,
    PRIMARY KEY (stream_id, command_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE snapshots (
    stream TEXT PRIMARY KEY,
    body   TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

export type DerivedFile = { db: Database.Database; close(): void };

/**
 * What is derived from the log for one writing process, in a file that it has for itself. It may be lost at any time.
 * @param directory one that outlives the process, so that the next one begins where this one was; without one, the file
 * goes with the process
 */
export function openDerivedFile(directory?: string): DerivedFile {
  if (directory !== undefined) return firstFree(directory);
  const own = mkdtempSync(join(tmpdir(), 'support-access-index-'));
  const remove = (): void => rmSync(own, { recursive: true, force: true });
  const file = firstFree(own);
  process.once('exit', remove);
  return {
    db: file.db,
    close: () => {
      file.close();
      process.removeListener('exit', remove);
      remove();
    },
  };
}

function firstFree(directory: string): DerivedFile {
  requireWritable(join(directory, 'event-index-1.db'));
  for (let n = 1; n <= MAX_FILES; n++) {
    const db = opened(join(directory, `event-index-${n}.db`));
    if (db !== undefined) return { db, close: () => db.close() };
  }
  throw new Error(`${directory} holds ${MAX_FILES} event indexes that are all in use`);
}

/** @returns undefined when another process has it */
function opened(file: string): Database.Database | undefined {
  try {
    return prepared(new Database(file, { timeout: 0 }));
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'SQLITE_BUSY') return undefined;
    if (!setAside(file, error)) throw error;
    return prepared(new Database(file, { timeout: 0 }));
  }
}

function prepared(db: Database.Database): Database.Database {
  try {
    // Held from the first write until the process ends, however it ends.
    db.pragma('locking_mode = EXCLUSIVE');
    refuseForeign(db, 'streams');
    db.pragma('journal_mode = WAL');
    // What a power cut takes is read from the log again; what is left fits together.
    db.pragma('synchronous = NORMAL');
    db.pragma('cache_size = -4096');
    db.transaction(() => {
      if (db.pragma('user_version', { simple: true }) === FORMAT) return;
      for (const table of ['streams', 'commands', 'snapshots']) db.exec(`DROP TABLE IF EXISTS ${table}`);
      db.exec(TABLES);
      db.pragma(`user_version = ${FORMAT}`);
    }).immediate();
    // Takes the lock also when there was nothing to make.
    db.exec('BEGIN IMMEDIATE; COMMIT');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
