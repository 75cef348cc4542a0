import type { Dialect } from '#derived';
import { indexesSql, tableSql } from '#derived';
import type { TableName } from './tables.js';
import { TABLE_NAMES, TABLES } from './tables.js';

/**
 * There is room for two sets of tables. Queries name views, and the views show one of the sets; a rebuild fills the other, then
 * points the views at it in one transaction.
 */
export type Slot = 'a' | 'b';

export const otherSlot = (slot: Slot): Slot => (slot === 'a' ? 'b' : 'a');

/** The statements that make and drop a set of tables on one engine. */
export class SlotStatements {
  static readonly VIEWS = ['progress', ...TABLE_NAMES];

  constructor(
    private readonly dialect: Dialect,
    /** With its dot; empty where there is none. */
    private readonly schema: string,
    private readonly progressTable: (table: string) => string,
  ) {}

  /** Empty tables, without what only queries need. What a rebuild that was cut short has left goes first. */
  create(slot: Slot): string {
    const tables = TABLE_NAMES.map(
      (name) =>
        tableSql(this.dialect, this.schema, `${slot}_${name}`, TABLES[name]) +
        this.#indexes(slot, name, 'writeIndexes'),
    );
    return this.drop(slot) + this.progressTable(this.table(slot, 'progress')) + tables.join('');
  }

  /** What the queries need beside the tables, before they see them. */
  index(slot: Slot): string {
    return TABLE_NAMES.map((name) => this.#indexes(slot, name, 'queryIndexes')).join('');
  }

  drop(slot: Slot): string {
    return SlotStatements.VIEWS.map((name) => `DROP TABLE IF EXISTS ${this.table(slot, name)};\n`).join('');
  }

  /** From here on the queries see this slot. */
  show(slot: Slot): string {
    return SlotStatements.VIEWS.map((name) => {
      const view = this.schema + name;
      return `${this.dialect.newView(view)} AS SELECT * FROM ${this.table(slot, name)};\n`;
    }).join('');
  }

  table(slot: Slot, name: string): string {
    return `${this.schema}${slot}_${name}`;
  }

  #indexes(slot: Slot, name: TableName, which: 'writeIndexes' | 'queryIndexes'): string {
    const table = TABLES[name];
    if (!(which in table)) return '';
    const indexes = (table as Partial<Record<typeof which, object>>)[which] as Parameters<
      typeof indexesSql
    >[4];
    return indexesSql(this.dialect, this.schema, `${slot}_${name}`, table, indexes);
  }
}
