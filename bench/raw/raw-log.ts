import Database from 'better-sqlite3';

/** A row of the events table as it lies in the file, without its position: integers are bigints. */
export type RawRow = (string | bigint)[];

const COLUMNS = 'stream_id, revision, id, type, data, metadata, chain, command_id, command_key';

/**
 * The raw baseline of writing: better-sqlite3 on a file that the event store made, so with its tables, indexes and
 * triggers, and with the settings of its writer, but nothing else.
 */
export class RawLog {
  readonly #db: Database.Database;
  readonly #insert: Database.Statement;

  constructor(file: string) {
    const db = (this.#db = new Database(file));
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    if (db.pragma('synchronous', { simple: true }) !== 2)
      throw new Error(`${file} does not take synchronous = FULL`);
    db.pragma('cache_size = -32768');
    db.pragma('wal_autocheckpoint = 2000');
    db.pragma('journal_size_limit = 67108864');
    db.pragma('recursive_triggers = ON');
    this.#insert = db.prepare(`INSERT INTO events (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  }

  /** @returns rows a second, durable */
  insert(rows: readonly RawRow[], perTransaction: number): number {
    const begin = this.#db.prepare('BEGIN IMMEDIATE');
    const commit = this.#db.prepare('COMMIT');
    const since = performance.now();
    for (let at = 0; at < rows.length; at += perTransaction) {
      begin.run();
      const end = Math.min(at + perTransaction, rows.length);
      for (let i = at; i < end; i++) this.#insert.run(rows[i]!);
      commit.run();
    }
    return (rows.length * 1000) / (performance.now() - since);
  }

  close(): void {
    this.#db.close();
  }
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
