import Database from 'better-sqlite3';
import { TableWriter } from './sqlite/table-writer.js';
import type { Table } from './tables.js';
import { indexesSql, POSTGRES, SQLITE, tableSql, updateSql } from './tables.js';

const TABLE = {
  columns: { position: 'position', name: 'unique', size: 'integer', at: 'bigint?', ended: 'text?' },
  key: 'position',
  change: { find: ['name', 'size'], open: 'ended', set: ['at', 'ended'] },
  queryIndexes: {
    by_size: { on: ['size', 'position'] },
    by_place: { on: ['position'] },
    open: { on: ['position'], onSqlite: ['ended'], where: 'ended IS NULL' },
  },
} as const satisfies Table;

describe('a description of a table', () => {
  it('gives SQLite its table with the key, and no index that only repeats it', () => {
    expect(tableSql(SQLITE, '', 'a_things', TABLE)).toBe(
      'CREATE TABLE a_things (position INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, size INTEGER NOT NULL, at INTEGER, ended TEXT);\n',
    );
    expect(indexesSql(SQLITE, '', 'a_things', TABLE, TABLE.queryIndexes)).toBe(
      'CREATE INDEX a_things_by_size ON a_things (size);\n' +
        'CREATE INDEX a_things_open ON a_things (ended) WHERE ended IS NULL;\n',
    );
  });

  it('gives PostgreSQL its table without a key that nobody looks up, and indexes in full', () => {
    expect(tableSql(POSTGRES, 'models.', 'a_things', TABLE)).toBe(
      'CREATE TABLE models.a_things (position bigint NOT NULL, name text COLLATE "C" UNIQUE NOT NULL, size integer NOT NULL, at bigint, ended text);\n',
    );
    expect(tableSql(POSTGRES, '', 'things', { ...TABLE, isKeyed: true })).toContain(
      'position bigint PRIMARY KEY',
    );
    expect(indexesSql(POSTGRES, 'models.', 'a_things', TABLE, TABLE.queryIndexes)).toBe(
      'CREATE INDEX a_things_by_size ON models.a_things (size, position);\n' +
        'CREATE INDEX a_things_by_place ON models.a_things (position);\n' +
        'CREATE INDEX a_things_open ON models.a_things (position) WHERE ended IS NULL;\n',
    );
  });

  it('gives the statement that ends a row, in which every value has its place', () => {
    expect(updateSql('things', TABLE, (column) => `given.${column}`, ' FROM given')).toBe(
      'UPDATE things AS held SET at = given.at, ended = given.ended FROM given ' +
        'WHERE held.name = given.name AND held.size = given.size AND held.ended IS NULL',
    );
  });
});

it('a row is written, found by its columns, and ended once', () => {
  const db = new Database(':memory:');
  db.exec(tableSql(SQLITE, '', 'things', TABLE));
  const writer = new TableWriter(db, 'things', TABLE);
  writer.insert([
    [7n, 'one', 1, null, null],
    [9n, 'other', 1, 5, 'gone'],
  ]);
  expect(writer.update([3, 'closed'], ['one', 1])).toBe(true);
  expect(writer.update([4, 'closed again'], ['one', 1])).toBe(false);
  expect(writer.update([4, 'closed'], ['nobody', 1])).toBe(false);
  expect(db.prepare('SELECT * FROM things ORDER BY position').raw().all()).toEqual([
    [7, 'one', 1, 3, 'closed'],
    [9, 'other', 1, 5, 'gone'],
  ]);
  db.close();
});
