import type { Position } from '#event-store';
import type { Transaction } from '#derived/postgres';
import { PostgresDatabase, SchemaReader } from '#derived/postgres';
import type { ReadModelState, StateRow, StateSnapshot, StateTable } from '../state.js';
import { STATE_TABLES } from '../tables.js';
import { MODELS, SCHEMA } from './slot.js';

const PAGE = 1_000;
/** For a page; the first one of a table waits for all its rows to be put in order. */
const PAGE_MS = 10 * 60_000;

/** Reads the tables that a projector writes, in one read transaction at a time on a connection of its own. */
export class PostgresReadModelState implements ReadModelState {
  readonly #database: PostgresDatabase;
  readonly #tables: SchemaReader;

  constructor(url: string) {
    this.#database = new PostgresDatabase(url, { connections: 2 });
    this.#tables = new SchemaReader(this.#database, SCHEMA);
  }

  async snapshot<T>(read: (snapshot: StateSnapshot) => Promise<T>): Promise<T> {
    // Says so if they are not there, or of another release.
    await this.#tables.ask('SELECT 1');
    return readSnapshot(this.#database, read);
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

export const readSnapshot = <T>(
  database: PostgresDatabase,
  read: (snapshot: StateSnapshot) => Promise<T>,
): Promise<T> =>
  database.transaction(async (transaction) => read(await snapshotOf(transaction)), {
    statementMs: PAGE_MS,
    snapshot: true,
  });

async function snapshotOf(transaction: Transaction): Promise<StateSnapshot> {
  const [place] = await transaction.ask<{ position: string }>(
    `SELECT position::text AS position FROM ${MODELS}.progress`,
  );
  return new PostgresSnapshot(transaction, BigInt(place!.position));
}

class PostgresSnapshot implements StateSnapshot {
  readonly tables = STATE_TABLES;

  constructor(
    private readonly transaction: Transaction,
    readonly position: Position,
  ) {}

  async *rows({ name, key, columns }: StateTable): AsyncGenerator<readonly StateRow[]> {
    // A cursor puts the rows in order once; there is no index for that.
    await this.transaction.ask(
      `DECLARE "rows of ${name}" NO SCROLL CURSOR FOR SELECT * FROM ${MODELS}.${name} ORDER BY ${key}`,
    );
    for (;;) {
      const rows = await this.transaction.ask<Record<string, string | number | bigint | null>>(
        `FETCH ${PAGE} FROM "rows of ${name}"`,
      );
      if (rows.length > 0) yield rows.map((row) => columns.map((column) => toCell(row[column]!)));
      if (rows.length < PAGE) break;
    }
    await this.transaction.ask(`CLOSE "rows of ${name}"`);
  }
}

const toCell = (value: string | number | bigint | null): StateRow[number] =>
  typeof value === 'number' ? BigInt(value) : value;
