import { UnsupportedStoreError } from './errors.js';
import type { EventReader, EventStore } from './event-store.js';
import { EventStoreDbReader } from './eventstoredb/event-store-db-reader.js';
import { EventStoreDbStore } from './eventstoredb/event-store-db-store.js';
import { realFile } from './sqlite/open-connection.js';
import { SqliteEventReader } from './sqlite/sqlite-event-reader.js';
import { SqliteEventStore } from './sqlite/sqlite-event-store.js';
import { isLocked } from './sqlite/writer-lock.js';

export type OpenStoreOptions = {
  /** Where a store that several processes write keeps what this one derives from it; without one, it goes with the process. */
  indexDirectory?: string;
};

/**
 * The event store of a URL, for a process that writes it; a file has one such process. Makes a file that does not exist; a
 * server need not answer yet.
 * @throws UnsupportedStoreError for a scheme that this release does not have
 * @throws InvalidStoreUrlError for a server's URL that its client does not read
 * @throws StoreLockedError if it has its writer already
 * @throws ForeignFileError if the file is something else
 */
export async function openEventStore(url: string, options: OpenStoreOptions = {}): Promise<EventStore> {
  const place = placeOf(url);
  return place.engine === 'sqlite' ? SqliteEventStore.open(place.file) : new EventStoreDbStore(url, options);
}

/** The same for those who only read, in any number of processes. A file must exist. */
export async function openEventReader(url: string): Promise<EventReader> {
  const place = placeOf(url);
  return place.engine === 'sqlite'
    ? new SqliteEventReader(realFile(place.file))
    : new EventStoreDbReader(url);
}

/**
 * Called by operators: whether a process writes the store now. It may have come or gone by the time of the answer. A server
 * does not tell; it is taken to be written.
 */
export async function hasWriter(url: string): Promise<boolean> {
  const place = placeOf(url);
  return place.engine === 'sqlite' ? isLocked(realFile(place.file)) : true;
}

/** The only switch on the scheme. */
function placeOf(url: string): { engine: 'sqlite'; file: string } | { engine: 'eventstoredb' } {
  const [, scheme = '', path = ''] = /^([a-z+]+):(.*)$/s.exec(url) ?? [];
  if (path !== '' && scheme === 'sqlite') return { engine: 'sqlite', file: path };
  if (path !== '' && (scheme === 'esdb' || scheme === 'esdb+discover')) return { engine: 'eventstoredb' };
  throw new UnsupportedStoreError(scheme);
}
