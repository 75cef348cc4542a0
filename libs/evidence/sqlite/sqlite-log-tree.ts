import type { Position, RecordedEvent } from '#event-store';
import type { Bookmark } from '#derived';
import type { Db, Schema } from '#derived/sqlite';
import { DerivedFile, Progress, progressTable, readBookmark, ReadOnlyFile } from '#derived/sqlite';
import type { NodeId } from '../merkle/nodes.js';
import type { LogTree, LogTreeQueries } from '../log-tree/log-tree.js';
import { notHeld } from '../log-tree/log-tree.js';
import { leafFrom, nodesFrom } from '../log-tree/tile-reader.js';
import { eventKeys } from './event-key.js';
import { findTiles, TILES_TABLE } from './log-tree-tiles.js';
import { LogTreeWriter } from './log-tree-writer.js';

const SCHEMA: Schema = {
  mark: 'tree',
  version: 1,
  create: (db) =>
    db.exec(`
      ${TILES_TABLE}
      CREATE TABLE leaves (event_id BLOB PRIMARY KEY, leaf INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE tree (id INTEGER PRIMARY KEY CHECK (id = 1), size INTEGER NOT NULL);
      INSERT INTO tree VALUES (1, 0);
      ${progressTable('progress')}
    `),
};

function prepare(db: Db) {
  return {
    findTile: findTiles(db),
    size: db.prepare<[], number>('SELECT size FROM tree').pluck(),
    index: db.prepare<[Buffer | string], number>('SELECT leaf FROM leaves WHERE event_id = ?').pluck(),
    bookmark: readBookmark(db, 'progress'),
  };
}

/** The tree for those who only ask, from here, from another thread or from another process. */
export class SqliteLogTreeQueries implements LogTreeQueries {
  readonly #file: ReadOnlyFile<ReturnType<typeof prepare>>;
  readonly #keyOf = eventKeys();

  constructor(path: string) {
    this.#file = new ReadOnlyFile(path, SCHEMA.version, prepare);
  }

  async size(): Promise<number> {
    return this.#file.read(({ size }) => size.get()!);
  }

  async position(): Promise<Position> {
    return (await this.bookmark()).position;
  }

  async bookmark(): Promise<Bookmark> {
    return this.#file.read(({ bookmark }) => bookmark());
  }

  async indexOf(eventId: string): Promise<number | undefined> {
    return this.#file.read(({ index }) => index.get(this.#keyOf(eventId)));
  }

  async leaf(index: number): Promise<Buffer> {
    return this.#file.read(({ findTile }) => leafFrom(findTile, index));
  }

  async nodes(ids: readonly NodeId[]): Promise<readonly Buffer[]> {
    return this.#file.read(({ findTile }) => nodesFrom(findTile, ids));
  }

  async close(): Promise<void> {
    this.#file.close();
  }
}

/** The tree in its own SQLite file, for the process that writes it. */
export class SqliteLogTree extends SqliteLogTreeQueries implements LogTree {
  readonly #path: string;
  readonly #file: DerivedFile;
  readonly #progress: Progress;

  constructor(path: string) {
    // The base opens the file when it is first asked, which is after this has made it.
    super(path);
    this.#path = path;
    this.#file = new DerivedFile(path, SCHEMA);
    this.#progress = this.#file.run((db) => new Progress(db, 'progress', new LogTreeWriter(db)));
  }

  async apply(events: readonly RecordedEvent[], position: Position, after?: Position): Promise<void> {
    this.#file.requireSame();
    this.#file.run(() => this.#progress.apply(events, position, after));
  }

  async reset(): Promise<void> {
    throw notHeld(this.#path, (await this.bookmark()).position);
  }

  override async close(): Promise<void> {
    await super.close();
    this.#file.close();
  }
}
