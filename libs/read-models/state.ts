import type { Position } from '#event-store';

/** One value of a row, as every engine has it. */
export type StateCell = string | bigint | null;
export type StateRow = readonly StateCell[];

export type StateTable = {
  name: string;
  columns: readonly string[];
  /** The column by which its rows are in order: an integer. */
  key: string;
};

/** All rows of the models at one position; what is applied meanwhile is not in it. */
export interface StateSnapshot {
  readonly position: Position;
  /** In the order of the state hash. */
  readonly tables: readonly StateTable[];
  /** Those of one table in key order, in pages. */
  rows(table: StateTable): AsyncIterable<readonly StateRow[]>;
}

/** The models for those who compare them with others, row by row. Nothing is ever written. */
export interface ReadModelState {
  /**
   * Called with what is to be done with one snapshot. It holds nobody up, but while it is open the engine keeps what it has
   * replaced.
   */
  snapshot<T>(read: (snapshot: StateSnapshot) => Promise<T>): Promise<T>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** A row as the state hash has it: integers in digits, text in JSON. */
export const rowText = (row: StateRow): string => row.map(written).join(',');

const written = (cell: StateCell): string =>
  typeof cell === 'bigint' ? cell.toString() : JSON.stringify(cell);
