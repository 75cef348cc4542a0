/**
 * What a column holds. A `position` is a place in the log, `unique` a text that no other row has. With a question mark it may be
 * null.
 */
type Kind = 'integer' | 'bigint' | 'position' | 'text' | 'unique';
export type ColumnKind = Kind | `${Kind}?`;

/** An index. Its rows are in the order of its columns; where these are equal, SQLite orders them by the table's key. */
export type Index = {
  on: readonly string[];
  /** The condition of the rows that it holds. Default: all */
  where?: string;
  /** On SQLite, where that is different. */
  onSqlite?: readonly string[];
};

/** One table, from which come the statements of both engines that make it and write it. */
export type Table = {
  columns: Readonly<Record<string, ColumnKind>>;
  /** The integer column by which rows are in order. It is the primary key on SQLite, where that costs no index. */
  key: string;
  /** It is the primary key on PostgreSQL, too: rows are looked up by it. */
  isKeyed?: true;
  /** How a later event changes a row. */
  change?: {
    find: readonly string[];
    /** A column that is null until the row has its end; one that has an end is not found. */
    open?: string;
    set: readonly string[];
  };
  /** Names and indexes that writing needs. */
  writeIndexes?: Readonly<Record<string, Index>>;
  /** Those that only queries need: a rebuild makes them of all rows at once, which is cheaper. */
  queryIndexes?: Readonly<Record<string, Index>>;
};

/** What a row is made of. */
export type Cell = string | number | bigint | null;

/** A row of the table: `position` is a bigint, other integers are numbers. */
export type RowOf<T extends Table> = { [Name in keyof T['columns']]: CellOf<T['columns'][Name]> };
type CellOf<K> = K extends `${infer Base}?` ? PlainCell<Base> | null : PlainCell<K>;
type PlainCell<K> = K extends 'position' ? bigint : K extends 'text' | 'unique' ? string : number;

/** How an engine spells what a description says. */
export type Dialect = {
  types: Readonly<Record<Kind, string>>;
  /** Whether every table's key is its primary key, also where rows are not looked up by it. */
  keysAll: boolean;
  /** Whether an index has the table's key as its last column anyhow. */
  indexesEndWithKey: boolean;
  /** What begins a view, in place of one of that name. */
  newView(name: string): string;
};

export const SQLITE: Dialect = {
  types: {
    integer: 'INTEGER',
    bigint: 'INTEGER',
    position: 'INTEGER',
    text: 'TEXT',
    unique: 'TEXT UNIQUE',
  },
  keysAll: true,
  indexesEndWithKey: true,
  newView: (name) => `DROP VIEW IF EXISTS ${name}; CREATE VIEW ${name}`,
};

export const POSTGRES: Dialect = {
  types: {
    integer: 'integer',
    bigint: 'bigint',
    position: 'bigint',
    text: 'text',
    unique: 'text COLLATE "C" UNIQUE',
  },
  keysAll: false,
  indexesEndWithKey: false,
  newView: (name) => `CREATE OR REPLACE VIEW ${name}`,
};

/** @param schema of the table, with its dot; empty where there is none */
export function tableSql(dialect: Dialect, schema: string, name: string, table: Table): string {
  const columns = Object.entries(table.columns).map(([column, kind]) => {
    const isKey = column === table.key && (dialect.keysAll || table.isKeyed);
    const rule = isKey ? ' PRIMARY KEY' : kind.endsWith('?') ? '' : ' NOT NULL';
    return `${column} ${typeOf(dialect, kind)}${rule}`;
  });
  return `CREATE TABLE ${schema}${name} (${columns.join(', ')});\n`;
}

export const typeOf = ({ types }: Dialect, kind: ColumnKind): string => types[kind.replace('?', '') as Kind];

export const indexesSql = (
  dialect: Dialect,
  schema: string,
  name: string,
  table: Table,
  indexes: Readonly<Record<string, Index>> = {},
): string =>
  Object.entries(indexes)
    .map(([index, { on, onSqlite, where }]) => {
      const columns = dialect.indexesEndWithKey
        ? (onSqlite ?? on.filter((column) => column !== table.key))
        : on;
      if (columns.length === 0) return '';
      const condition = where ? ` WHERE ${where}` : '';
      return `CREATE INDEX ${name}_${index} ON ${schema}${name} (${columns.join(', ')})${condition};\n`;
    })
    .join('');

/** The statement that gives a row its later cells. @param value the placeholder or expression of a column's value */
export function updateSql(
  name: string,
  { change }: Table,
  value: (column: string) => string,
  from = '',
): string {
  const { find, open, set } = change!;
  const conditions = find.map((column) => `held.${column} = ${value(column)}`);
  if (open !== undefined) conditions.push(`held.${open} IS NULL`);
  return (
    `UPDATE ${name} AS held SET ${set.map((column) => `${column} = ${value(column)}`).join(', ')}` +
    `${from} WHERE ${conditions.join(' AND ')}`
  );
}
