import type { Position } from '#event-store';
import type { Transaction } from '#derived/postgres';
import { PostgresDatabase, SchemaReader } from '#derived/postgres';
import type { ReadModelState, StateRow, StateSnapshot, StateTable } from '../state.js';
import { MODELS } from './projection.js';
import { SCHEMA, TABLE_KEYS } from './slot.js';

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
  const columns = await transaction.ask<{ name: string; columns: string[] }>({
    text: `SELECT relname AS name, array_agg(attname::text ORDER BY attnum) AS columns
           FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0
           WHERE relnamespace = $1::regnamespace AND relkind = 'v' GROUP BY relname`,
    values: [MODELS],
  });
  return new PostgresSnapshot(
    transaction,
    BigInt(place!.position),
    TABLE_KEYS.map(([name, key]) => ({
      name,
      key,
      columns: columns.find((table) => table.name === name)!.columns,
    })),
  );
}

class PostgresSnapshot implements StateSnapshot {
  constructor(
    private readonly transaction: Transaction,
    readonly position: Position,
    readonly tables: readonly StateTable[],
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
