import { v7 as newId } from 'uuid';
import { StoreUnavailableError } from '../errors.js';
import type { Appended, EventStore, StoreHealth, StreamHead } from '../event-store.js';
import { CHECKPOINT_STREAM } from '../recorded-checkpoint.js';
import type { EncodedEvent, StorableEvent } from '../recorded-event.js';
import { AppendQueue } from './append-queue.js';
import { fileIdOf } from './file-identity.js';
import { NO_ROOM } from './group-writer.js';
import type { LogWriter } from './log-writer.js';
import { InThreadWriter } from './log-writer.js';
import type { WriterSettings } from './open-connection.js';
import { fileToWrite, openWriterConnection } from './open-connection.js';
import { SqliteEventReader } from './sqlite-event-reader.js';
import { ThreadedWriter } from './threaded-writer.js';
import type { WriterLock } from './writer-lock.js';
import { lockForWriting } from './writer-lock.js';

export type SqliteEventStoreOptions = {
  /** Where commits happen; ADR 5 says why a thread of its own is the default. */
  writer?: 'thread' | 'in-thread';
  settings?: WriterSettings;
};

/** The one writer of an event file, and a reader of it. */
export class SqliteEventStore extends SqliteEventReader implements EventStore {
  /** It holds the file's lock. */
  readonly isSoleWriter = true;
  readonly #lock: WriterLock;
  readonly #writer: LogWriter;
  readonly #queue: AppendQueue;
  #closed: Promise<void> | undefined;

  private constructor(file: string, lock: WriterLock, writer: LogWriter) {
    super(file);
    this.#lock = lock;
    this.#writer = writer;
    this.#queue = new AppendQueue(writer);
  }

  /** Makes the file and its directory if there are none. @throws StoreLockedError if it has a writer already */
  static async open(path: string, options: SqliteEventStoreOptions = {}): Promise<SqliteEventStore> {
    const file = fileToWrite(path);
    const lock = lockForWriting(file);
    try {
      // Makes and checks the file here, where what is wrong with it can be thrown as what it is.
      openWriterConnection(file).close();
      const fileId = fileIdOf(file);
      const writer =
        options.writer === 'in-thread'
          ? new InThreadWriter(file, fileId, options.settings)
          : await ThreadedWriter.open(file, options.settings, fileId);
      return new SqliteEventStore(file, lock, writer);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  append(stream: string, expected: StreamHead, events: readonly EncodedEvent[]): Promise<Appended> {
    if (this.#closed) return Promise.reject(new StoreUnavailableError('it is closed'));
    return this.#queue.append(stream, expected, events);
  }

  appendCheckpoint(expected: StreamHead, note: string, id = newId()): Promise<Appended> {
    if (this.#closed) return Promise.reject(new StoreUnavailableError('it is closed'));
    return this.#queue.append(CHECKPOINT_STREAM, expected, [storedCheckpoint(note, id)]);
  }

  override async health(): Promise<StoreHealth> {
    if (this.#closed) return { status: 'down', reason: 'it is closed' };
    // After a failed write only a write can tell that it works again, and there may be no other one to wait for.
    if (this.#queue.failure !== undefined) await this.#queue.probe();
    const reason = this.#queue.failure;
    return reason === undefined ? super.health() : { status: 'down', reason };
  }

  /** Whether there is room for every command, or only for those that end access. */
  async diskHealth(): Promise<StoreHealth> {
    if (this.#queue.isFull && !this.#closed) await this.#queue.probe();
    return this.#queue.isFull ? { status: 'down', reason: NO_ROOM } : { status: 'up' };
  }

  override close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    await this.#queue.idle();
    // First the reader: the last one out moves the write-ahead log into the file, and that is the writer.
    await super.close();
    try {
      await this.#writer.close();
    } finally {
      this.#lock.release();
    }
  }
}

/** Like an event, so that it is as durable and as unchangeable as one; it stands in no chain and answers no command. */
function storedCheckpoint(note: string, id: string): StorableEvent {
  return {
    id,
    type: 'CheckpointMade',
    dataJson: JSON.stringify({ note }),
    metadataJson: '{}',
    chain: '',
    commandId: id,
  };
}
