import type { StateDifference, StateRow } from '#read-models';
import { printable } from '../printable.js';

/** A row that differs, in a line of its own for each column that does. */
export function differenceInWords({ table, key, one, other }: StateDifference): string {
  const name = `${table.name} ${key}`;
  if (one === undefined) return `${name}: missing in the live models`;
  if (other === undefined) return `${name}: in the live models alone`;
  const columns = table.columns.filter((_, i) => one[i] !== other[i]);
  return columns
    .map((column) => {
      const at = table.columns.indexOf(column);
      return `${name}: ${column} is ${cell(one, at)}, and should be ${cell(other, at)}`;
    })
    .join('\n');
}

/** For machines. */
export const differenceJson = ({ table, key, one, other }: StateDifference): object => ({
  table: table.name,
  key: `${key}`,
  ...(one && { live: rowJson(table.columns, one) }),
  ...(other && { replayed: rowJson(table.columns, other) }),
});

const rowJson = (columns: readonly string[], row: StateRow): object =>
  Object.fromEntries(columns.map((column, i) => [column, typeof row[i] === 'bigint' ? `${row[i]}` : row[i]]));

const LONGEST = 200;

function cell(row: StateRow, at: number): string {
  const value = row[at]!;
  if (typeof value !== 'string') return String(value);
  return printable(value.length > LONGEST ? `"${value.slice(0, LONGEST)}…"` : `"${value}"`);
}
