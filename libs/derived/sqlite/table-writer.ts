import type { Cell, Table } from '../tables.js';
import { updateSql } from '../tables.js';
import type { Db, Statement } from './database.js';

/** Rows of one statement. Measured: 15 % less time a row than one by one, and no less with more. */
const TOGETHER = 16;

/** Writes the rows of one table, by statements that are prepared once. */
export class TableWriter {
  readonly #insert: Statement;
  readonly #insertMany: Statement;
  readonly #update: Statement | undefined;

  constructor(db: Db, name: string, table: Table) {
    const row = `(${Object.keys(table.columns)
      .map(() => '?')
      .join(', ')})`;
    this.#insert = db.prepare(`INSERT INTO ${name} VALUES ${row}`);
    this.#insertMany = db.prepare(`INSERT INTO ${name} VALUES ${Array(TOGETHER).fill(row).join(', ')}`);
    // The values in the order of the text: those that are set, then those that the row is found by. With a sign before it, a value
    // does not have the statement planned anew.
    this.#update = table.change && db.prepare(updateSql(name, table, () => '+?'));
  }

  insert(rows: readonly (readonly Cell[])[]): void {
    const single = rows.length % TOGETHER;
    for (let at = 0; at < single; at++) this.#insert.run(rows[at]);
    for (let at = single; at < rows.length; at += TOGETHER)
      this.#insertMany.run(rows.slice(at, at + TOGETHER).flat());
  }

  /** @returns whether there was such a row, and without an end if the table has ends */
  update(set: readonly Cell[], find: readonly Cell[]): boolean {
    return this.#update!.run(...set, ...find).changes > 0;
  }
}
