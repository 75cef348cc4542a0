import Database from 'better-sqlite3';
import { ForeignFileError, StoreUnavailableError, UnguardedFileError } from '../errors.js';

type Db = Database.Database;

/** "SAev" in ASCII: `file events.db` and every tool of SQLite show whose the file is. */
const APPLICATION_ID = 0x53416576;
const SCHEMA_VERSION = 1;

/**
 * Streams have small numbers, and commands a 64-bit key (see command-key.ts), so that what every append writes into
 * the two indexes is some 15 bytes each instead of 100: measured, twice the appends per second.
 *
 * Nothing here can be changed or removed. REPLACE, which deletes without asking, is refused too: the delete trigger
 * fires for it because every connection of ours has `recursive_triggers` on.
 */
const TABLES = `
  CREATE TABLE streams (
    stream_id INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE
  ) STRICT;

  CREATE TABLE events (
    position    INTEGER PRIMARY KEY,
    stream_id   INTEGER NOT NULL,
    revision    INTEGER NOT NULL CHECK (revision >= 0),
    id          TEXT NOT NULL UNIQUE,
    type        TEXT NOT NULL,
    data        TEXT NOT NULL, -- RFC 8785
    metadata    TEXT NOT NULL, -- RFC 8785, without the chain
    chain       TEXT NOT NULL, -- 64 hex digits
    command_id  TEXT NOT NULL,
    command_key INTEGER NOT NULL,
    UNIQUE (stream_id, revision)
  ) STRICT;
  CREATE INDEX events_by_command ON events (command_key);

  -- One row, rewritten by a health probe to learn whether the disk takes writes again.
  CREATE TABLE probe (probe_id INTEGER PRIMARY KEY CHECK (probe_id = 1), ballast BLOB NOT NULL) STRICT;
`;

const refuse = (table: string, verb: 'UPDATE' | 'DELETE'): string => `
  CREATE TRIGGER ${table}_refuse_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
  BEGIN SELECT RAISE(ABORT, '${table} are never changed or removed'); END;
`;

/** Called by the writer on every open: makes the schema in a new file, checks it in another. */
export function prepareSchema(db: Db, file: string): void {
  db.transaction(() => {
    if (isEmpty(db)) {
      create(db);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${SCHEMA_VERSION}`);
    }
    checkSchema(db, file);
    checkGuards(db, file);
  }).immediate();
}

function create(db: Db): void {
  db.exec(TABLES);
  for (const table of ['streams', 'events'])
    for (const verb of ['UPDATE', 'DELETE'] as const) db.exec(refuse(table, verb));
}

type SchemaRow = { type: string; name: string; sql: string | null };

/**
 * That the tables, their unique columns and the triggers are those that {@link create} makes, and no trigger is beside them.
 * Tables and indexes that somebody added change nothing about events, and are let be.
 * @throws UnguardedFileError
 */
function checkGuards(db: Db, file: string): void {
  const found = schemaOf(db);
  const expected = expectedSchema();
  const lost = [...expected].filter(([name, sql]) => found.get(name) !== sql).map(([name]) => name);
  const added = [...found.keys()].filter((name) => name.startsWith('trigger ') && !expected.has(name));
  if (lost.length + added.length > 0) throw new UnguardedFileError(file, [...lost, ...added]);
}

let expectedRows: ReadonlyMap<string, string> | undefined;

function expectedSchema(): ReadonlyMap<string, string> {
  if (expectedRows !== undefined) return expectedRows;
  const db = new Database(':memory:');
  create(db);
  expectedRows = schemaOf(db);
  db.close();
  return expectedRows;
}

/** By type and name, without comments and white space: those do not count, and may be otherwise in another release. */
function schemaOf(db: Db): Map<string, string> {
  const rows = db.prepare<[], SchemaRow>('SELECT type, name, sql FROM sqlite_schema').all();
  return new Map(
    rows.map(({ type, name, sql }) => [
      `${type} ${name}`,
      (sql ?? '')
        .replaceAll(/--.*$/gm, '')
        .replaceAll(/\s+/g, ' ')
        .replaceAll(/ ?([(),;]) ?/g, '$1'),
    ]),
  );
}

/** Called by readers on every open. @throws ForeignFileError if the file is not ours, or of another release */
export function checkSchema(db: Db, file: string): void {
  if (isEmpty(db)) throw new StoreUnavailableError(`${file} is empty: its writer has not made it yet`);
  const applicationId = db.pragma('application_id', { simple: true });
  if (applicationId !== APPLICATION_ID) throw new ForeignFileError(file, 'it belongs to another application');
  const version = db.pragma('user_version', { simple: true });
  if (version !== SCHEMA_VERSION)
    throw new ForeignFileError(
      file,
      `its schema is version ${String(version)}, this release has ${SCHEMA_VERSION}`,
    );
}

/** A file that nobody has made anything of yet. */
export const isEmpty = (db: Db): boolean =>
  db.pragma('application_id', { simple: true }) === 0 &&
  db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
