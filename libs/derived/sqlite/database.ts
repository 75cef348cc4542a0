import { existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { isUnusable, refuseForeign, requireWritable, setAside } from '#event-store';
import { ReadModelReplacedError, ReadModelUnavailableError } from '../errors.js';

export type Db = Database.Database;
export type Statement = Database.Statement;

/** How long a writer waits for another one, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;
/** Per connection. The service has a few, and 300 MiB for everything. */
const WRITER_CACHE_KIB = 16_384;
const READER_CACHE_KIB = 4_096;
/** A checkpoint costs two fsyncs and writes each changed page once: the longer between them, the fewer. */
const CHECKPOINT_PAGES = 8_000;

/** How often a reader looks whether its file was replaced, in milliseconds. */
const LOOK_EVERY_MS = 1_000;

/** What the tables of a file are. */
export type Schema = {
  /** A table or view that the file has had in every release: a file with tables and without it is another program's. */
  mark: string;
  /**
   * Kept in the file. Raise it with any change to a table or to what an event does to one: a file of another version
   * is emptied on opening and filled again from the log.
   */
  version: number;
  /** Makes the tables in an empty file. */
  create(db: Db): void;
};

/**
 * A SQLite file derived from the log, opened by its writer. The file and its directory are created when missing. A file that is damaged or
 * belongs to another program is set aside and recreated, with a warning.
 */
export class DerivedFile {
  readonly db: Db;
  readonly #inode: number;

  /** @throws FileAccessError if the file cannot be written to */
  constructor(
    private readonly path: string,
    private readonly schema: Schema,
  ) {
    requireWritable(path);
    try {
      this.db = this.#open();
    } catch (error) {
      if (!setAside(path, error)) throw error;
      this.db = this.#open();
    }
    this.#inode = statSync(path).ino;
  }

  /**
   * Sets the file aside when damage is found later, too; the writer is then restarted and recreates it.
   * @throws ReadModelUnavailableError when the engine does not answer
   */
  run<T>(work: (db: Db) => T): T {
    try {
      return answering(this.path, () => work(this.db));
    } catch (error) {
      if (!isUnusable(error)) throw error;
      // First closed: a connection that is closed later removes the write-ahead log of whatever has its name by then.
      this.db.close();
      setAside(this.path, error);
      throw error;
    }
  }

  /**
   * Called before more of the log is written: what goes into a file that was renamed, replaced or deleted nobody would find.
   * Who writes it starts again, and goes on in the file that is there by then, or makes it anew.
   * @throws ReadModelReplacedError
   */
  requireSame(): void {
    if (statSync(this.path, { throwIfNoEntry: false })?.ino === this.#inode) return;
    this.db.close();
    throw new ReadModelReplacedError(this.path);
  }

  transaction<T>(work: (db: Db) => T): T {
    return this.run((db) => db.transaction(() => work(db)).immediate());
  }

  /** Empties the file. */
  reset(): void {
    this.transaction((db) => this.#startOver(db));
  }

  close(): void {
    this.db.close();
  }

  #open(): Db {
    return answering(this.path, () => {
      const db = new Database(this.path, { timeout: BUSY_TIMEOUT_MS });
      try {
        refuseForeign(db, this.schema.mark);
        db.pragma('journal_mode = WAL');
        // NORMAL may lose the last transactions when the power fails, never half of one. The position goes back with the
        // rows, so the follower reads those events again.
        db.pragma('synchronous = NORMAL');
        db.pragma(`cache_size = -${WRITER_CACHE_KIB}`);
        db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
        db.transaction(() => {
          if (versionOf(db) !== this.schema.version) this.#startOver(db);
        }).immediate();
        return db;
      } catch (error) {
        db.close();
        throw error;
      }
    });
  }

  #startOver(db: Db): void {
    const things = db
      .prepare<[], { type: string; name: string }>(
        `SELECT type, name FROM sqlite_schema WHERE type IN ('view', 'table') ORDER BY type DESC`,
      )
      .all();
    for (const { type, name } of things) db.exec(`DROP ${type} "${name}"`);
    this.schema.create(db);
    db.pragma(`user_version = ${this.schema.version}`);
  }
}

/**
 * The same file for those who only ask: never waits for the writer, nor the writer for it. Opened when first asked, so
 * that it does not matter who starts first.
 */
export class ReadOnlyFile<Prepared> {
  #opened: { db: Db; prepared: Prepared; inode: number } | undefined;
  #closed = false;
  #lookedAt = 0;

  constructor(
    private readonly path: string,
    private readonly version: number,
    private readonly prepare: (db: Db) => Prepared,
  ) {}

  /** @throws ReadModelUnavailableError also while the file or its tables are not there yet */
  read<T>(work: (prepared: Prepared) => T): T {
    if (this.#closed) throw new ReadModelUnavailableError(this.path, 'closed');
    this.#letGoOfOld();
    try {
      return answering(this.path, () => work((this.#opened ??= this.#open()).prepared));
    } catch (error) {
      if (!isUnusable(error)) throw error;
      throw new ReadModelUnavailableError(this.path, (error as Error).message, { cause: error });
    }
  }

  close(): void {
    this.#closed = true;
    this.#opened?.db.close();
    this.#opened = undefined;
  }

  /** The file's writer may have set it aside: what is open then is never written again. */
  #letGoOfOld(): void {
    const now = performance.now();
    if (this.#opened === undefined || now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    if (statSync(this.path, { throwIfNoEntry: false })?.ino === this.#opened.inode) return;
    this.#opened.db.close();
    this.#opened = undefined;
  }

  #open(): { db: Db; prepared: Prepared; inode: number } {
    if (!existsSync(this.path)) throw new ReadModelUnavailableError(this.path, 'it is not there yet');
    // Before it is opened: a file that takes its place meanwhile has another number.
    const inode = statSync(this.path).ino;
    const db = new Database(this.path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    try {
      db.pragma(`cache_size = -${READER_CACHE_KIB}`);
      const version = versionOf(db);
      if (version !== this.version) {
        const reason = `its tables are of version ${version}; this release reads version ${this.version}`;
        throw new ReadModelUnavailableError(this.path, reason);
      }
      return { db, prepared: this.prepare(db), inode };
    } catch (error) {
      db.close();
      throw error;
    }
  }
}

/** 0 in a new file. */
const versionOf = (db: Db): number => db.pragma('user_version', { simple: true }) as number;

/** Codes of outages, which end without a change to the program, as opposed to a mistake in a statement or a damaged file. */
const TRANSIENT = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|PROTOCOL|NOMEM|SCHEMA)/;

function answering<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // By code, not by class: the native library knows one SqliteError per process, and modules can be loaded twice.
    const { code = '', message } = error as { code?: string; message: string };
    if (TRANSIENT.test(code)) throw new ReadModelUnavailableError(path, message, { cause: error });
    throw error;
  }
}
