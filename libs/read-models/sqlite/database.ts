import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { ReadModelUnavailableError } from '../errors.js';

export type Db = Database.Database;
export type Statement = Database.Statement;

/** How long a writer waits for another one, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;
/** Per connection. The service has a few, and 300 MiB for everything. */
const WRITER_CACHE_KIB = 16_384;
const READER_CACHE_KIB = 4_096;
/** A checkpoint costs two fsyncs and writes each changed page once: the longer between them, the fewer. */
const CHECKPOINT_PAGES = 8_000;

/** What the tables of a file are. */
export type Schema = {
  /**
   * Kept in the file. Raise it with any change to a table or to what an event does to one: a file of another version
   * is emptied on opening and filled again from the log.
   */
  version: number;
  /** Makes the tables in an empty file. */
  create(db: Db): void;
};

/**
 * A SQLite file of things derived from the log, for the one who writes it. The file and its directory are made when
 * missing. Like all that is derived, it may be thrown away.
 */
export class DerivedFile {
  readonly db: Db;

  constructor(
    private readonly path: string,
    private readonly schema: Schema,
  ) {
    this.db = answering(path, () => {
      mkdirSync(dirname(path), { recursive: true });
      const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
      db.pragma('journal_mode = WAL');
      // NORMAL may lose the last transactions when the power fails, never half of one. The position goes back with the
      // rows, so the follower reads those events again.
      db.pragma('synchronous = NORMAL');
      db.pragma(`cache_size = -${WRITER_CACHE_KIB}`);
      db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
      return db;
    });
    this.transaction((db) => {
      if (versionOf(db) !== schema.version) this.#startOver();
    });
  }

  /** @throws ReadModelUnavailableError when the engine does not answer */
  run<T>(work: (db: Db) => T): T {
    return answering(this.path, () => work(this.db));
  }

  transaction<T>(work: (db: Db) => T): T {
    return this.run((db) => db.transaction(() => work(db)).immediate());
  }

  /** Empties the file. */
  reset(): void {
    this.transaction(() => this.#startOver());
  }

  close(): void {
    this.db.close();
  }

  #startOver(): void {
    const things = this.db
      .prepare<[], { type: string; name: string }>(
        `SELECT type, name FROM sqlite_schema WHERE type IN ('view', 'table') ORDER BY type DESC`,
      )
      .all();
    for (const { type, name } of things) this.db.exec(`DROP ${type} "${name}"`);
    this.schema.create(this.db);
    this.db.pragma(`user_version = ${this.schema.version}`);
  }
}

/**
 * The same file for those who only ask: never waits for the writer, nor the writer for it. Opened when first asked, so
 * that it does not matter who starts first.
 */
export class ReadOnlyFile<Prepared> {
  #opened: { db: Db; prepared: Prepared } | undefined;
  #closed = false;

  constructor(
    private readonly path: string,
    private readonly version: number,
    private readonly prepare: (db: Db) => Prepared,
  ) {}

  /** @throws ReadModelUnavailableError also while the file or its tables are not there yet */
  read<T>(work: (prepared: Prepared) => T): T {
    if (this.#closed) throw new ReadModelUnavailableError(this.path, 'closed');
    return answering(this.path, () => work((this.#opened ??= this.#open()).prepared));
  }

  close(): void {
    this.#closed = true;
    this.#opened?.db.close();
    this.#opened = undefined;
  }

  #open(): { db: Db; prepared: Prepared } {
    if (!existsSync(this.path)) throw new ReadModelUnavailableError(this.path, 'it is not there yet');
    const db = new Database(this.path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    try {
      db.pragma(`cache_size = -${READER_CACHE_KIB}`);
      const version = versionOf(db);
      if (version !== this.version) {
        const reason = `its tables are of version ${version}; this release reads version ${this.version}`;
        throw new ReadModelUnavailableError(this.path, reason);
      }
      return { db, prepared: this.prepare(db) };
    } catch (error) {
      db.close();
      throw error;
    }
  }
}

/** 0 in a new file. */
const versionOf = (db: Db): number => db.pragma('user_version', { simple: true }) as number;

/** What passes by itself or with an operator's help, as opposed to a mistake in a statement or a damaged file. */
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
