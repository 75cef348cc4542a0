import {
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { eventsOf } from '../event-fixtures.contract.js';
import { openEventReader, openEventStore } from '../open-event-store.js';
import { isOlder, openReaderConnection, openWriterConnection } from './open-connection.js';
import { SqliteEventStore } from './sqlite-event-store.js';
import { newPlace } from './sqlite-place.contract.js';

const STREAM = 'supportAccess-w1';
let place: ReturnType<typeof newPlace>;
beforeEach(() => {
  place = newPlace();
});
afterEach(() => place.remove());

/** One command's event in the log, and the store closed. */
async function filled(): Promise<void> {
  const store = await SqliteEventStore.open(place.file, { writer: 'in-thread' });
  await store.append(STREAM, 'empty', eventsOf('c1', 'a'));
  await store.close();
}

// better-sqlite3 is compiled with SQLITE_DEFAULT_WAL_SYNCHRONOUS=1: a file that has a write-ahead log opens at NORMAL.
it('flushes every commit, after a reopen too', () => {
  for (let open = 0; open < 3; open++) {
    const db = openWriterConnection(place.file);
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    db.close();
  }
});

it('runs on a SQLite without the write-ahead log bug', () => {
  const db = openWriterConnection(place.file);
  expect(isOlder(db.prepare('SELECT sqlite_version()').pluck().get() as string, '3.51.3')).toBe(false);
  db.close();
  const older = ['3.51.2', '3.50.9', '2.99.99', '3.9.3'].map((version) => isOlder(version, '3.51.3'));
  const newer = ['3.51.3', '3.51.10', '3.52.0', '4.0.0'].map((version) => isOlder(version, '3.51.3'));
  expect([older, newer]).toEqual([Array(4).fill(true), Array(4).fill(false)]);
});

describe('what is written', () => {
  const insert = (position: number, id: string, revision: number): string =>
    `INTO events VALUES (${position}, 1, ${revision}, '${id}', 't', '{}', '{}', 'c', 'k', 1)`;

  it.each([
    ["UPDATE events SET data = '{}'", /never changed/],
    ['DELETE FROM events', /never changed/],
    ["UPDATE streams SET name = 'x'", /never changed/],
    ['DELETE FROM streams', /never changed/],
    ["INSERT OR REPLACE INTO streams VALUES (1, 'x')", /never changed/],
    [`REPLACE ${insert(1, 'new', 9)}`, /never changed/],
    [`REPLACE ${insert(9, 'new', 0)}`, /never changed/],
    [`UPDATE OR REPLACE events SET position = 9`, /never changed/],
    [`INSERT ${insert(1, 'new', 9)}`, /UNIQUE constraint failed: events.position/],
    [`INSERT ${insert(9, 'new', 0)}`, /UNIQUE constraint failed: events.stream_id, events.revision/],
  ])('cannot be changed by %s', async (sql, refusal) => {
    await filled();
    const db = openWriterConnection(place.file);
    const before = db.prepare('SELECT * FROM events, streams').all();
    expect(() => db.exec(sql)).toThrow(refusal);
    expect(db.prepare('SELECT * FROM events, streams').all()).toEqual(before);
    db.close();
  });

  it('cannot be replaced by an event of the same id', async () => {
    await filled();
    const db = openWriterConnection(place.file);
    const id = db.prepare('SELECT id FROM events').pluck().get() as string;
    expect(() => db.exec(`REPLACE ${insert(9, id, 9)}`)).toThrow(/never changed/);
    expect(() => db.exec(`INSERT ${insert(9, id, 9)}`)).toThrow(/UNIQUE constraint failed: events.id/);
    db.close();
  });

  it('cannot be changed by another program either, nor by a reader at all', async () => {
    await filled();
    const other = new Database(place.file);
    expect(() => other.exec("UPDATE events SET data = '{}'")).toThrow(/never changed/);
    expect(() => other.exec('DELETE FROM events')).toThrow(/never changed/);
    other.close();
    const reader = openReaderConnection(place.file);
    expect(() => reader.exec("INSERT INTO streams (name) VALUES ('x')")).toThrow(/readonly/);
    reader.close();
  });
});

describe('a file that is not ours', () => {
  it.each(['writer', 'reader'])('is left as it is when it is no database: %s', async (who) => {
    writeFileSync(place.file, 'Dear diary, '.repeat(100));
    const open = who === 'writer' ? openEventStore : openEventReader;
    await expect(open(`sqlite:${place.file}`)).rejects.toMatchObject({
      code: 'FOREIGN_FILE',
      file: place.file,
    });
    expect(readFileSync(place.file, 'utf8')).toBe('Dear diary, '.repeat(100));
  });

  it.each(['writer', 'reader'])('is left as it is when it is another database: %s', async (who) => {
    const db = new Database(place.file);
    db.exec('CREATE TABLE recipes (name TEXT)');
    db.close();
    const before = readFileSync(place.file);
    const open = who === 'writer' ? openEventStore : openEventReader;
    await expect(open(`sqlite:${place.file}`)).rejects.toThrow(/another application/);
    expect(readFileSync(place.file).equals(before)).toBe(true);
  });

  it('is refused when it is of a later release', async () => {
    await filled();
    const db = new Database(place.file);
    db.pragma('user_version = 2');
    db.close();
    await expect(openEventStore(`sqlite:${place.file}`)).rejects.toThrow(/schema is version 2/);
    await expect(openEventReader(`sqlite:${place.file}`)).rejects.toMatchObject({ code: 'FOREIGN_FILE' });
  });

  it('can be opened after that was put right', async () => {
    writeFileSync(place.file, 'not a database, and long enough to be looked at '.repeat(20));
    await expect(openEventStore(`sqlite:${place.file}`)).rejects.toMatchObject({ code: 'FOREIGN_FILE' });
    writeFileSync(place.file, '');
    await (await openEventStore(`sqlite:${place.file}`)).close();
  });
});

describe('a log that was cut or overwritten', () => {
  const large = async (): Promise<void> => {
    const store = await SqliteEventStore.open(place.file, { writer: 'in-thread' });
    await store.append(STREAM, 'empty', eventsOf('c1', 'a', 'x'.repeat(20_000)));
    await store.close();
  };

  it.each([
    ['at half', (file: string) => truncateSync(file, statSync(file).size / 2)],
    ['within the last page', (file: string) => truncateSync(file, statSync(file).size - 4_097)],
    ['after the first page', (file: string) => truncateSync(file, 4_096)],
    ['within the first page', (file: string) => truncateSync(file, 1_000)],
    ['its head overwritten', (file: string) => writeFileSync(file, Buffer.alloc(4_096, 7), { flag: 'r+' })],
  ])('is refused with one sentence that names it, and left as it is: %s', async (_, damage) => {
    await large();
    damage(place.file);
    const before = readFileSync(place.file);
    for (const open of [openEventStore, openEventReader])
      await expect(open(`sqlite:${place.file}`)).rejects.toMatchObject({
        code: expect.stringMatching(/^(DAMAGED_FILE|FOREIGN_FILE)$/),
        message: expect.stringContaining(place.file),
      });
    expect(readFileSync(place.file).equals(before)).toBe(true);
  });
});

// A trigger, a unique column or an index that is gone lets events be changed or commands be repeated, and nothing else would tell.
describe('a log whose guards were removed or changed', () => {
  const edited = (sql: string): void => {
    const db = new Database(place.file);
    db.exec(sql);
    db.close();
  };
  const UPDATE_TRIGGER = 'CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events BEGIN';
  const inSchema = (from: string, to: string): string =>
    `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '${from}', '${to}'); PRAGMA writable_schema = OFF`;

  it.each([
    ['a trigger is gone', 'DROP TRIGGER events_refuse_delete', 'trigger events_refuse_delete'],
    ['another is gone', 'DROP TRIGGER streams_refuse_update', 'trigger streams_refuse_update'],
    [
      'a trigger does nothing',
      `DROP TRIGGER events_refuse_update; ${UPDATE_TRIGGER} SELECT 1; END`,
      'trigger events_refuse_update',
    ],
    ['there is one more', 'CREATE TRIGGER more AFTER INSERT ON events BEGIN SELECT 1; END', 'trigger more'],
    ['the index of commands is gone', 'DROP INDEX events_by_command', 'index events_by_command'],
    ['a column is added', 'ALTER TABLE events ADD COLUMN more TEXT', 'table events'],
  ])('is refused by its writer, who names what it is: %s', async (_, sql, what) => {
    await filled();
    edited(sql);
    await expect(openEventStore(`sqlite:${place.file}`)).rejects.toMatchObject({
      code: 'UNGUARDED_FILE',
      what: [what],
      message: expect.stringContaining(`${place.file} does not guard its events`),
    });
    // Who only reads still can: that is how it is found out what was changed.
    await (await openEventReader(`sqlite:${place.file}`)).close();
  });

  it('is refused when a column is not unique any more', async () => {
    await filled();
    const db = new Database(place.file);
    db.unsafeMode(true);
    db.exec(inSchema('id          TEXT NOT NULL UNIQUE', 'id          TEXT NOT NULL'));
    db.close();
    await expect(openEventStore(`sqlite:${place.file}`)).rejects.toMatchObject({
      code: expect.stringMatching(/^(UNGUARDED_FILE|DAMAGED_FILE)$/),
    });
  });

  it('is taken with white space and comments of another release, and with what was added beside', async () => {
    await filled();
    edited(`DROP INDEX events_by_command; CREATE INDEX events_by_command\n ON events(command_key) -- for I1\n;
      CREATE TABLE notes (text TEXT); CREATE INDEX events_by_type ON events (type); ANALYZE`);
    const store = await openEventStore(`sqlite:${place.file}`);
    expect(await store.health()).toEqual({ status: 'up' });
    await store.close();
  });

  it('is taken again after the guide’s statements', async () => {
    await filled();
    edited(`DROP TRIGGER events_refuse_update; DROP TRIGGER events_refuse_delete; DROP TRIGGER streams_refuse_update;
      DROP TRIGGER streams_refuse_delete; DROP INDEX events_by_command`);
    const guide = readFileSync('docs/operations.md', 'utf8');
    const statements = /### Lost guards[\s\S]*?```sql\n([\s\S]*?)```/.exec(guide)?.[1];
    edited(statements!);
    const store = await openEventStore(`sqlite:${place.file}`);
    expect(await store.health()).toEqual({ status: 'up' });
    await store.close();
  });
});

describe('a place where nothing can be written', () => {
  it.each(['/proc/nowhere/data/events.db', '/dev/null/events.db', '/sys/events.db', '/proc/events.db'])(
    'is named: %s',
    async (file) => {
      await expect(openEventStore(`sqlite:${file}`)).rejects.toMatchObject({
        code: 'FILE_ACCESS',
        message: expect.stringMatching(/^\/(proc|proc\/nowhere|sys|dev\/null\S*) (cannot be|is not)/),
      });
    },
  );

  it('is told when it is a directory', async () => {
    mkdirSync(place.file);
    await expect(openEventStore(`sqlite:${place.file}`)).rejects.toThrow(`${place.file} is not a file`);
  });
});

describe('the URL', () => {
  it('makes the directory of a new file', async () => {
    const file = join(place.directory, 'a', 'b', 'events.db');
    const store = await openEventStore(`sqlite:${file}`);
    expect(await store.health()).toEqual({ status: 'up' });
    await store.close();
  });

  it('has a reader only where there is a store', async () => {
    const nowhere = join(place.directory, 'nowhere', 'events.db');
    await expect(openEventReader(`sqlite:${nowhere}`)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(existsSync(dirname(nowhere))).toBe(false);
    writeFileSync(place.file, '');
    await expect(openEventReader(`sqlite:${place.file}`)).rejects.toThrow(/its writer has not made it yet/);
  });

  it('leads to the same lock by whatever link', async () => {
    mkdirSync(join(place.directory, 'data'));
    symlinkSync(join(place.directory, 'data'), join(place.directory, 'link'));
    const store = await openEventStore(`sqlite:${join(place.directory, 'data', 'events.db')}`);
    symlinkSync(join(place.directory, 'data', 'events.db'), join(place.directory, 'direct.db'));
    for (const path of ['link/events.db', 'direct.db'])
      await expect(openEventStore(`sqlite:${join(place.directory, path)}`)).rejects.toMatchObject({
        code: 'STORE_LOCKED',
        file: join(place.directory, 'data', 'events.db'),
      });
    await store.close();
  });

  it.each([
    ['eventstore://admin:changeit@localhost:2113', /esdb:\/\//],
    ['postgres://u:secret@h/db', /sqlite:<path>/],
    ['sqlite:', /sqlite:<path>/],
    ['events.db', /sqlite:<path>/],
  ])('is refused when it is %s', async (url, message) => {
    for (const open of [openEventStore, openEventReader]) {
      const error = await open(url).then(undefined, (reason: Error) => reason);
      expect(error).toMatchObject({ code: 'UNSUPPORTED_STORE', message: expect.stringMatching(message) });
      expect((error as Error).message).not.toMatch(/changeit|secret/);
    }
  });
});
