import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { Position } from '#event-store';
import { ReadModelUnavailableError } from '#derived';
import type { Db } from '#derived/sqlite';
import type { ReadModelState, StateRow, StateSnapshot, StateTable } from '../state.js';
import { STATE_TABLES } from '../tables.js';
import { SCHEMA } from './slot.js';

const PAGE = 1_000;
const BUSY_TIMEOUT_MS = 5_000;

/** Reads the file that a projector writes, in one read transaction at a time on a connection of its own. */
export class SqliteReadModelState implements ReadModelState {
  readonly #db: Db;

  /** @throws ReadModelUnavailableError when it is not there, or of another release */
  constructor(path: string) {
    if (!existsSync(path)) throw new ReadModelUnavailableError(path, 'it is not there yet');
    this.#db = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    const version = this.#db.pragma('user_version', { simple: true });
    if (version === SCHEMA.version) return;
    this.#db.close();
    const reason = `its tables are of version ${String(version)}; this release reads version ${SCHEMA.version}`;
    throw new ReadModelUnavailableError(path, reason);
  }

  async snapshot<T>(read: (snapshot: StateSnapshot) => Promise<T>): Promise<T> {
    this.#db.exec('BEGIN');
    try {
      return await read(new Snapshot(this.#db));
    } finally {
      this.#db.exec('COMMIT');
    }
  }

  async close(): Promise<void> {
    this.#db.close();
  }
}

class Snapshot implements StateSnapshot {
  readonly position: Position;
  readonly tables = STATE_TABLES;

  constructor(private readonly db: Db) {
    this.position = db.prepare<[], bigint>('SELECT position FROM progress').pluck().safeIntegers().get()!;
  }

  async *rows({ name, key, columns }: StateTable): AsyncGenerator<readonly StateRow[]> {
    const page = this.db
      .prepare(`SELECT * FROM ${name} WHERE ${key} > ? ORDER BY ${key} LIMIT ${PAGE}`)
      .raw()
      .safeIntegers();
    const at = columns.indexOf(key);
    for (let after = -1n; ;) {
      const rows = page.all(after) as StateRow[];
      if (rows.length > 0) yield rows;
      if (rows.length < PAGE) return;
      after = rows.at(-1)![at] as bigint;
      await nextTurn();
    }
  }
}
