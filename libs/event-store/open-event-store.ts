import { UnsupportedStoreError } from './errors.js';
import type { CheckpointWriter, EventReader, EventStore, Position } from './event-store.js';
import { realFile } from './sqlite/open-connection.js';
import { SqliteEventReader } from './sqlite/sqlite-event-reader.js';
import { SqliteEventStore } from './sqlite/sqlite-event-store.js';
import { isLocked } from './sqlite/writer-lock.js';

export type OpenStoreOptions = {
  /** Directory of the index that this process derives from a shared store; default: a temporary one, removed with the process. */
  indexDirectory?: string;
  /**
   * Positions of a new file start after this one, so that no position of the log that is copied into it is valid in the copy.
   */
  positionsAfter?: Position;
  /** How long a server may take for an answer, in ms; default 2,000. */
  answerLimitMs?: number;
  /** Disk space reserved for revocations and the ends of grants, in bytes, when the log is a file; default: none. */
  reserveBytes?: number;
};

/**
 * Opens the event store of a URL for writing; a file has one writing process. Creates a missing file; a server need not answer yet.
 * @throws UnsupportedStoreError for a scheme that this release does not have
 * @throws InvalidStoreUrlError for a server's URL that its client does not read
 * @throws StoreLockedError if it has its writer already
 * @throws ForeignFileError if the file is something else
 */
export async function openEventStore(url: string, options: OpenStoreOptions = {}): Promise<EventStore> {
  const place = placeOf(url);
  if (place.engine === 'eventstoredb') {
    const { EventStoreDbStore } = await import('./eventstoredb/event-store-db-store.js');
    return new EventStoreDbStore(url, options);
  }
  const { positionsAfter, reserveBytes } = options;
  const settings = {
    ...(positionsAfter !== undefined && { positionsAfter }),
    ...(reserveBytes !== undefined && { reserveBytes }),
  };
  return SqliteEventStore.open(place.file, { settings });
}

/**
 * Opens it for a process that only signs checkpoints. On a file this is the one writing process.
 * @throws as {@link openEventStore}
 */
export async function openCheckpointWriter(url: string): Promise<CheckpointWriter> {
  const place = placeOf(url);
  if (place.engine === 'sqlite') return SqliteEventStore.open(place.file);
  const { EventStoreDbCheckpointWriter } = await import('./eventstoredb/checkpoint-writer.js');
  return new EventStoreDbCheckpointWriter(url);
}

/** Whether several processes may write the store of that URL at a time. */
export const allowsManyWriters = (url: string): boolean => placeOf(url).engine !== 'sqlite';

/** Opens it for reading, in any number of processes. A file must exist. */
export async function openEventReader(url: string): Promise<EventReader> {
  const place = placeOf(url);
  return place.engine === 'sqlite' ? new SqliteEventReader(realFile(place.file)) : openServerReader(url);
}

/**
 * Called to copy a log: a reader that keeps other processes from writing while it is open. Files support that, servers do not; see
 * `isSoleWriter`. A file must exist.
 * @throws StoreLockedError if it has its writer already
 */
export async function openExclusiveReader(url: string): Promise<EventReader> {
  const place = placeOf(url);
  if (place.engine === 'eventstoredb') return openServerReader(url);
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

/** The client of a server is loaded with the first one that is opened, since a start on a file would spend an eighth of its time on it. */
async function openServerReader(url: string): Promise<EventReader> {
  const { EventStoreDbReader } = await import('./eventstoredb/event-store-db-reader.js');
  return new EventStoreDbReader(url);
}

/** The only switch on the scheme. */
function placeOf(url: string): { engine: 'sqlite'; file: string } | { engine: 'eventstoredb' } {
  const [, scheme = '', path = ''] = /^([a-z+]+):(.*)$/s.exec(url) ?? [];
  if (path !== '' && scheme === 'sqlite') return { engine: 'sqlite', file: path };
  if (path !== '' && /^(esdb|kurrentdb)(\+discover)?$/.test(scheme)) return { engine: 'eventstoredb' };
  throw new UnsupportedStoreError(scheme);
}
