import type { Database, Statement } from 'better-sqlite3';
import type { AppendGroup, GroupOutcome, Refusal, StoredHead } from './append-group.js';
import { APPEND_FIELDS, endsAccess, EVENT_FIELDS, splitGroup } from './append-group.js';
import { commandKey } from './command-key.js';
import { DiskReserve } from './disk-reserve.js';
import type { FileId } from './file-identity.js';
import { FileIdentity } from './file-identity.js';
import type { WriterSettings } from './open-connection.js';
import { openWriterConnection } from './open-connection.js';
import { sqliteCode } from './sqlite-error.js';
import { StreamHeads } from './stream-heads.js';

/** More than the events of the largest message: a disk with room for a few bytes is full. */
const PROBE_BYTES = 256 * 1024;

export const NO_ROOM = 'the disk is full: only revocations and the ends of grants are recorded, in a reserve';

/** SQLite tells some of the writes that found no room as errors of the disk. */
const isFull = (error: unknown): boolean =>
  /^SQLITE_(FULL|IOERR_(WRITE|FSYNC|SHMSIZE|SHMMAP|TRUNCATE))/.test(sqliteCode(error));

/**
 * The only code that writes events: a group of appends in one transaction and one fsync. Each append is checked before
 * its first insert, so that one refused leaves nothing behind and its neighbours unharmed.
 */
export class GroupWriter {
  readonly #db: Database;
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #findCommand: Statement;
  readonly #insert: Statement;
  readonly #probe: Statement;
  readonly #isEmpty: Statement;
  readonly #heads: StreamHeads;
  readonly #positionsAfter: bigint | undefined;
  readonly #reserve: DiskReserve | undefined;
  readonly #identity: FileIdentity;
  /** What the next event is given; null is the next number. */
  #nextPosition: bigint | null = null;

  /** @param fileId of the file that the store was opened with. @throws LogReplacedError when another one is at the path */
  constructor(file: string, settings?: WriterSettings, fileId?: FileId) {
    // Before it is opened, which would make a new one.
    if (fileId !== undefined) new FileIdentity(file, fileId).requireSame();
    const db = (this.#db = openWriterConnection(file, settings));
    this.#identity = new FileIdentity(file, fileId);
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
    this.#findCommand = db
      .prepare('SELECT 1 FROM events WHERE command_key = ? AND command_id = ? AND stream_id = ?')
      .pluck();
    this.#insert = db.prepare(
      `INSERT INTO events
         (position, stream_id, revision, id, type, data, metadata, chain, command_id, command_key)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#probe = db.prepare('REPLACE INTO probe (probe_id, ballast) VALUES (1, randomblob(?))');
    this.#isEmpty = db.prepare('SELECT NOT EXISTS (SELECT 1 FROM events)').pluck();
    this.#heads = new StreamHeads(db);
    this.#positionsAfter = settings?.positionsAfter;
    this.#beginPositions();
    if (settings?.reserveBytes) this.#reserve = new DiskReserve(file, settings.reserveBytes);
  }

  /**
   * Durable when it returns, in the file that is at the path.
   * @throws SqliteError when the engine cannot write; then nothing of the group is stored
   * @throws LogReplacedError when the file was renamed, replaced or deleted meanwhile
   */
  write(group: AppendGroup): GroupOutcome {
    const outcome = this.#writeWithReserve(group);
    this.#identity.requireSame();
    return outcome;
  }

  #writeWithReserve(group: AppendGroup): GroupOutcome {
    const reserve = this.#reserve;
    if (reserve === undefined) return this.#write(group);
    reserve.refill();
    if (reserve.isWhole)
      try {
        return this.#write(group);
      } catch (error) {
        if (!isFull(error)) throw error;
      }
    return this.#writeFromReserve(group, reserve);
  }

  /** What ends access is written, and takes of the reserve what it needs; all else has no room. */
  #writeFromReserve(group: AppendGroup, reserve: DiskReserve): GroupOutcome {
    const appends = splitGroup(group);
    const ending = appends.filter(endsAccess);
    const written = ending.length === 0 ? [] : this.#writeShrinking(ending.flat(), reserve);
    return appends.map((append) => (endsAccess(append) ? written.shift()! : { kind: 'no-room' }));
  }

  #writeShrinking(group: AppendGroup, reserve: DiskReserve): GroupOutcome {
    for (;;)
      try {
        return this.#write(group);
      } catch (error) {
        if (!isFull(error) || !reserve.shrink()) throw error;
      }
  }

  #write(group: AppendGroup): GroupOutcome {
    try {
      return this.#transact(() => this.#appendAll(group));
    } catch (error) {
      if (!sqliteCode(error).startsWith('SQLITE_CONSTRAINT')) throw error;
      // An id that exists already, say. Found by inserting, so the transaction is gone: see which append it was.
      const appends = splitGroup(group);
      return appends.length > 1
        ? appends.flatMap((append) => this.#write(append))
        : [{ kind: 'invalid', reason: (error as Error).message }];
    }
  }

  /** Whether the disk takes a write, of the size of a large append: makes one. @throws SqliteError if not */
  probe(): void {
    this.#identity.requireSame();
    this.#reserve?.refill();
    if (this.#reserve?.isWhole === false) throw new Error(NO_ROOM);
    this.#transact(() => this.#probe.run(PROBE_BYTES));
  }

  /** Moves the log into the file, as far as readers let it, and closes. */
  close(): void {
    try {
      this.#db.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      this.#db.close();
    }
  }

  #transact<T>(work: () => T): T {
    this.#begin.run();
    try {
      const result = work();
      this.#commit.run();
      return result;
    } catch (error) {
      this.#heads.forget();
      // Some errors, a full disk among them, have ended the transaction themselves.
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      this.#beginPositions();
      throw error;
    }
  }

  /** The engine counts on from the largest position: only the first one is ours to say. */
  #beginPositions(): void {
    if (this.#positionsAfter !== undefined && this.#isEmpty.get() === 1)
      this.#nextPosition = this.#positionsAfter + 1n;
  }

  #appendAll(group: AppendGroup): GroupOutcome {
    const outcome: GroupOutcome = [];
    for (let at = 0; at < group.length;) {
      const count = group[at + 3] as number;
      outcome.push(this.#append(group, at, count));
      at += APPEND_FIELDS + count * EVENT_FIELDS;
    }
    return outcome;
  }

  #append(group: AppendGroup, at: number, count: number): number | Refusal {
    const stream = this.#heads.of(group[at] as string);
    const expected = group[at + 1] as StoredHead;
    const commandId = group[at + 2] as string;
    const key = commandKey(commandId);
    if (stream.head >= 0 && this.#findCommand.get(key, commandId, stream.id) !== undefined)
      return { kind: 'command-recorded' };
    if (stream.head !== expected) return { kind: 'conflict', head: stream.head };
    const streamId = this.#heads.idOf(stream);
    let position: number | bigint = 0;
    for (let i = 0, event = at + APPEND_FIELDS; i < count; i++, event += EVENT_FIELDS) {
      position = this.#insert.run(
        this.#nextPosition,
        streamId,
        expected + 1 + i,
        group[event],
        group[event + 1],
        group[event + 2],
        group[event + 3],
        group[event + 4],
        commandId,
        key,
      ).lastInsertRowid;
      this.#nextPosition = null;
    }
    stream.head = expected + count;
    return Number(position);
  }
}
