import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StoreLockedError } from '../errors.js';
import { sqliteCode } from './sqlite-error.js';

/** How long a writer waits for the lock in milliseconds: longer than {@link isLocked} ever holds a part of it. */
const PROBE_MS = 100;

/** Held by the one process that writes a file. */
export type WriterLock = { release(): void };

/**
 * Takes `<file>.lock`, itself a SQLite file in an exclusive transaction that never ends: the system lets go of it
 * when the process dies, however it dies, and a second open in the same process is refused like any other. Not the
 * event file itself, whose readers an exclusive lock would shut out.
 * @throws StoreLockedError, after {@link PROBE_MS}, if someone has it
 */
export function lockForWriting(file: string): WriterLock {
  const lock = new Database(`${file}.lock`, { timeout: PROBE_MS });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (sqliteCode(error) === 'SQLITE_BUSY') throw new StoreLockedError(file);
    throw error;
  }
  // The file stays: removing it would let two processes lock two files of one name.
  return { release: () => lock.close() };
}

/** Whether some process has the lock now. It is asked by reading the lock's file, which takes microseconds. */
export function isLocked(file: string): boolean {
  if (!existsSync(`${file}.lock`)) return false;
  const lock = new Database(`${file}.lock`, { readonly: true, timeout: 0 });
  try {
    lock.pragma('schema_version');
    return false;
  } catch (error) {
    if (sqliteCode(error) === 'SQLITE_BUSY') return true;
    throw error;
  } finally {
    lock.close();
  }
}
