import Database from 'better-sqlite3';

/** A row of the events table as it lies in the file, without its position: integers are bigints. */
export type RawRow = (string | bigint)[];

const COLUMNS = 'stream_id, revision, id, type, data, metadata, chain, command_id, command_key';

/** What can be inserted raw: see {@link RawLog} and {@link PlainLog}. */
export interface RawInserts {
  /** @returns rows a second, durable */
  insert(rows: readonly RawRow[], perTransaction: number): number;
  close(): void;
}

/**
 * The raw baseline of writing: better-sqlite3 on a file that the event store made, so with its tables, indexes and
 * triggers, and with the settings of its writer, but nothing else.
 */
export class RawLog implements RawInserts {
  readonly #db: Database.Database;
  readonly #insert: Database.Statement;

  constructor(file: string) {
    const db = (this.#db = new Database(file));
    likeTheWriter(db, file);
    this.#insert = db.prepare(`INSERT INTO events (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  }

  insert(rows: readonly RawRow[], perTransaction: number): number {
    return insertAll(this.#db, this.#insert, rows, perTransaction);
  }

  close(): void {
    this.#db.close();
  }
}

/**
 * The raw baseline before any thought of ours: the event table as one would write it down, streams and command ids as text
 * and an index on each, with the same settings. Its rows have the stream's name where {@link RawLog} has its number, and no
 * command key.
 */
export class PlainLog implements RawInserts {
  readonly #db: Database.Database;
  readonly #insert: Database.Statement;

  constructor(file: string) {
    const db = (this.#db = new Database(file));
    likeTheWriter(db, file);
    db.exec(`
      CREATE TABLE events (
        position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL UNIQUE,
        type TEXT NOT NULL, data TEXT NOT NULL, metadata TEXT NOT NULL, chain TEXT NOT NULL, command_id TEXT NOT NULL,
        UNIQUE (stream, revision)
      ) STRICT;
      CREATE INDEX events_by_command ON events (stream, command_id);
    `);
    this.#insert = db.prepare(
      `INSERT INTO events (stream, revision, id, type, data, metadata, chain, command_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  insert(rows: readonly RawRow[], perTransaction: number): number {
    const plain = rows.map(([streamId, ...rest]) => [
      `supportAccess-workspace-${streamId}`,
      ...rest.slice(0, -1),
    ]);
    return insertAll(this.#db, this.#insert, plain, perTransaction);
  }

  close(): void {
    this.#db.close();
  }
}

function likeTheWriter(db: Database.Database, file: string): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  if (db.pragma('synchronous', { simple: true }) !== 2)
    throw new Error(`${file} does not take synchronous = FULL`);
  db.pragma('cache_size = -8192');
  db.pragma('wal_autocheckpoint = 2000');
  db.pragma('journal_size_limit = 67108864');
  db.pragma('recursive_triggers = ON');
}

function insertAll(
  db: Database.Database,
  insert: Database.Statement,
  rows: readonly RawRow[],
  perTransaction: number,
): number {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const since = performance.now();
  for (let at = 0; at < rows.length; at += perTransaction) {
    begin.run();
    const end = Math.min(at + perTransaction, rows.length);
    for (let i = at; i < end; i++) insert.run(rows[i]!);
    commit.run();
  }
  return (rows.length * 1000) / (performance.now() - since);
}

/** The rows that a file has after a position: what a raw baseline is to insert. */
export function rowsOf(file: string, after: bigint, most = -1): RawRow[] {
  const db = new Database(file, { readonly: true });
  const rows = db
    .prepare(`SELECT ${COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ?`)
    .raw()
    .safeIntegers()
    .all(after, most) as RawRow[];
  db.close();
  return rows;
}
