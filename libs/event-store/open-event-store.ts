import { UnsupportedStoreError } from './errors.js';
import type { CheckpointWriter, EventReader, EventStore, Position } from './event-store.js';
import { EventStoreDbCheckpointWriter } from './eventstoredb/checkpoint-writer.js';
import { EventStoreDbReader } from './eventstoredb/event-store-db-reader.js';
import { EventStoreDbStore } from './eventstoredb/event-store-db-store.js';
import { realFile } from './sqlite/open-connection.js';
import { SqliteEventReader } from './sqlite/sqlite-event-reader.js';
import { SqliteEventStore } from './sqlite/sqlite-event-store.js';
import { isLocked } from './sqlite/writer-lock.js';

export type OpenStoreOptions = {
  /** Where a store that several processes write keeps what this one derives from it; without one, it goes with the process. */
  indexDirectory?: string;
  /**
   * Where the positions of a new log begin, exclusive, if that is ours to say, as it is in a file: after those of the log
   * that is copied into it, none of the old numbers is a position in the new one.
   */
  positionsAfter?: Position;
  /** How long a server may take for an answer, in ms; default 2,000. */
  answerLimitMs?: number;
  /** Space on the disk of a file that is kept for revocations and the ends of grants; absent: none. */
  reserveBytes?: number;
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
  if (place.engine === 'eventstoredb') return new EventStoreDbStore(url, options);
  const { positionsAfter, reserveBytes } = options;
  const settings = {
    ...(positionsAfter !== undefined && { positionsAfter }),
    ...(reserveBytes !== undefined && { reserveBytes }),
  };
  return SqliteEventStore.open(place.file, { settings });
}

/**
 * The same for a process that signs the log and writes no events. Of a file that is its one writer.
 * @throws as {@link openEventStore}
 */
export async function openCheckpointWriter(url: string): Promise<CheckpointWriter> {
  const place = placeOf(url);
  return place.engine === 'sqlite'
    ? SqliteEventStore.open(place.file)
    : new EventStoreDbCheckpointWriter(url);
}

/** Whether several processes may write the store of that URL at a time. */
export const allowsManyWriters = (url: string): boolean => placeOf(url).engine !== 'sqlite';

/** The same for those who only read, in any number of processes. A file must exist. */
export async function openEventReader(url: string): Promise<EventReader> {
  const place = placeOf(url);
  return place.engine === 'sqlite'
    ? new SqliteEventReader(realFile(place.file))
    : new EventStoreDbReader(url);
}

/**
 * Called by whoever copies a log: a reader of it that keeps others from writing while it is open, if the engine can do that;
 * `isSoleWriter` tells. A server cannot. A file must exist.
 * @throws StoreLockedError if it has its writer already
 */
export async function openExclusiveReader(url: string): Promise<EventReader> {
  const place = placeOf(url);
  if (place.engine === 'eventstoredb') return new EventStoreDbReader(url);
  await new SqliteEventReader(realFile(place.file)).close();
  return SqliteEventStore.open(place.file);
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
