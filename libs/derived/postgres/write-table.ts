import type { Cell, Table } from '../tables.js';
import { POSTGRES, typeOf, updateSql } from '../tables.js';
import { copyLine } from './copy-in.js';
import type { Transaction } from './database.js';

/** Adds rows, their cells in the order of the columns. */
export async function copyRows(
  transaction: Transaction,
  name: string,
  rows: readonly (readonly Cell[])[],
): Promise<void> {
  if (rows.length === 0) return;
  let lines = '';
  for (const row of rows) lines += copyLine(row);
  await transaction.copy(name, lines);
}

type Change = { set: readonly Cell[]; find: readonly Cell[] };

/** Changes rows in one statement. @returns the changes whose rows are not there, or have their end */
export async function updateRows<Each extends Change>(
  transaction: Transaction,
  name: string,
  table: Table,
  changes: readonly Each[],
): Promise<Each[]> {
  const { find, set } = table.change!;
  const columns = [...set, ...find];
  const types = columns.map((column) => `${column} ${typeOf(POSTGRES, table.columns[column]!)}`);
  const from = ` FROM json_to_recordset($1) AS given(${types.join(', ')})`;
  const found = await transaction.ask<Record<string, Cell>>({
    text: `${updateSql(name, table, (column) => `given.${column}`, from)}
           RETURNING ${find.map((column) => `held.${column}`).join(', ')}`,
    values: [JSON.stringify(changes.map((change) => recordOf(columns, [...change.set, ...change.find])))],
  });
  const keys = new Set(found.map((row) => find.map((column) => row[column]).join(' ')));
  return changes.filter((change) => !keys.has(change.find.join(' ')));
}

/** A position may be larger than a double holds, so it is text in JSON. */
const recordOf = (columns: readonly string[], cells: readonly Cell[]): object =>
  Object.fromEntries(
    columns.map((column, i) => [column, typeof cells[i] === 'bigint' ? `${cells[i]}` : cells[i]]),
  );
