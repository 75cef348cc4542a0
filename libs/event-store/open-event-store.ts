import { UnsupportedStoreError } from './errors.js';
import type { EventReader, EventStore } from './event-store.js';
import { realFile } from './sqlite/open-connection.js';
import { SqliteEventReader } from './sqlite/sqlite-event-reader.js';
import { SqliteEventStore } from './sqlite/sqlite-event-store.js';
import { isLocked } from './sqlite/writer-lock.js';

/**
 * The event store of a URL, for the one process that writes it. Makes it if it does not exist.
 * @throws UnsupportedStoreError for a scheme that this release does not have
 * @throws StoreLockedError if it has its writer already
 * @throws ForeignFileError if the file is something else
 */
export async function openEventStore(url: string): Promise<EventStore> {
  return SqliteEventStore.open(sqliteFile(url));
}

/** The same for those who only read, in any number of processes. The store must exist. */
export async function openEventReader(url: string): Promise<EventReader> {
  return new SqliteEventReader(realFile(sqliteFile(url)));
}

/** Called by operators: whether a process writes the store now. It may have come or gone by the time of the answer. */
export async function hasWriter(url: string): Promise<boolean> {
  return isLocked(realFile(sqliteFile(url)));
}

/** The only switch on the scheme. */
function sqliteFile(url: string): string {
  const [, scheme = '', path = ''] = /^([a-z+]+):(.*)$/s.exec(url) ?? [];
  if (scheme !== 'sqlite' || path === '') throw new UnsupportedStoreError(scheme);
  return path;
}
