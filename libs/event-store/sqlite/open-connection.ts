import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { DamagedFileError, ForeignFileError, StoreUnavailableError } from '../errors.js';
import { FileAccessError, requireWritable } from '../files.js';
import { checkSchema, isEmpty, prepareSchema } from './schema.js';
import { sqliteCode } from './sqlite-error.js';

/** Older WAL code could corrupt a file under concurrent checkpoints (sqlite.org/wal.html#walresetbug). */
const OLDEST_SQLITE = '3.51.3';

/** Of PRAGMA synchronous: the log is flushed before a commit returns. */
const FULL = 2;

/** How long a statement waits for another connection's lock, in milliseconds; it blocks the thread meanwhile. */
const BUSY_TIMEOUT_MS = 1000;

export type WriterSettings = {
  /** Only tests set it: pages that the file may have, 4 KiB each: a full disk without a disk. */
  maxPages?: number;
  /** Disk space that is kept for revocations and ends of grants; absent: none. */
  reserveBytes?: number;
  /** Where the positions of a log that is empty yet begin, exclusive; see OpenStoreOptions. */
  positionsAfter?: bigint;
};

/** The one name under which every process and thread knows a file, whatever link it came by. */
export function realFile(path: string): string {
  const file = resolve(path);
  if (existsSync(file)) return realpathSync(file);
  const directory = dirname(file);
  return existsSync(directory) ? join(realpathSync(directory), basename(file)) : file;
}

/** The same for a file that is to be written: makes its directory. @throws FileAccessError if it cannot be written to */
export function fileToWrite(path: string): string {
  requireWritable(path);
  return realFile(path);
}

/** Opens for writing; makes the file if there is none. The caller holds the writer lock. */
export function openWriterConnection(file: string, settings: WriterSettings = {}): Database.Database {
  return opened(file, { timeout: BUSY_TIMEOUT_MS }, (db) => {
    // First of all, so that another application's file stays as it is.
    if (!isEmpty(db)) checkSchema(db, file);
    if (db.pragma('journal_mode = WAL', { simple: true }) !== 'wal')
      throw new StoreUnavailableError(
        `${file} cannot have a write-ahead log: is it on a network file system?`,
      );
    db.pragma('synchronous = FULL');
    // better-sqlite3 is built to reopen files with a write-ahead log at NORMAL, which loses commits at power loss.
    if (db.pragma('synchronous', { simple: true }) !== FULL)
      throw new StoreUnavailableError(`${file} does not take synchronous = FULL`);
    // macOS: an fsync that reaches the platter; nothing elsewhere.
    db.pragma('fullfsync = ON');
    db.pragma(`cache_size = -${WRITER_CACHE_KIB}`);
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.pragma(`journal_size_limit = ${WAL_LIMIT_BYTES}`);
    prepareSchema(db, file);
    if (settings.maxPages !== undefined) db.pragma(`max_page_count = ${settings.maxPages}`);
  });
}

/** Opens for reading only. @throws StoreUnavailableError if there is no such file */
export function openReaderConnection(file: string): Database.Database {
  if (!existsSync(file)) throw new StoreUnavailableError(`${file} does not exist`);
  return opened(file, { readonly: true, timeout: BUSY_TIMEOUT_MS }, (db) => {
    db.pragma(`cache_size = -${READER_CACHE_KIB}`);
    checkSchema(db, file);
  });
}

/**
 * The newest pages are always in it; of an index of random ids no cache of a sensible size holds enough, and the rest
 * comes from the system's. Measured at a million rows: 32 MiB take a tenth more CPU an insert, not less.
 */
const WRITER_CACHE_KIB = 8 * 1024;
/** A checkpoint every 8 MiB of log: rarer ones write less and stall longer. */
const CHECKPOINT_PAGES = 2000;
const WAL_LIMIT_BYTES = 64 * 1024 * 1024;
/**
 * Small, because every commit of the writer empties it. Mapping the file instead reads a fifth faster and counts every
 * page ever read as this process's memory: measured, 180 MB after 200,000 events.
 */
const READER_CACHE_KIB = 2 * 1024;

function opened(
  file: string,
  options: Database.Options,
  set: (db: Database.Database) => void,
): Database.Database {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, options);
    const version = db.prepare('SELECT sqlite_version()').pluck().get() as string;
    if (isOlder(version, OLDEST_SQLITE))
      throw new StoreUnavailableError(`SQLite is ${version}; ${OLDEST_SQLITE} or newer is needed`);
    db.pragma('recursive_triggers = ON');
    set(db);
    return db;
  } catch (error) {
    db?.close();
    throw named(file, error);
  }
}

/** SQLite's messages do not say which file they are about. */
function named(file: string, error: unknown): unknown {
  const code = sqliteCode(error);
  const { message } = error as Error;
  if (code === 'SQLITE_NOTADB') return new ForeignFileError(file, 'it is no SQLite file');
  if (code.startsWith('SQLITE_CORRUPT')) return new DamagedFileError(file, message, { cause: error });
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY'))
    return new FileAccessError(
      file,
      `cannot be opened: ${message}. SQLite writes files beside it, also when it only reads: is the directory writable?`,
      { cause: error },
    );
  return error;
}

/** Whether a dotted version comes before another. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number)) as [number[], number[]];
  for (let i = 0; i < b.length; i++) {
    if ((a[i] ?? 0) !== b[i]) return (a[i] ?? 0) < (b[i] as number);
  }
  return false;
}
