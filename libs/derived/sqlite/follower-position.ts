import type { Position } from '#event-store';
import { LOG_START } from '#event-store';
import type { FollowerPosition } from '../follower-position.js';
import type { Schema } from './database.js';
import { DerivedFile, ReadOnlyFile } from './database.js';

const SCHEMA: Schema = {
  mark: 'followers',
  version: 1,
  create: (db) =>
    db.exec('CREATE TABLE followers (name TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID'),
};

/** In a file of its own: its writer must never wait for the projector's transactions. */
export class SqliteFollowerPosition implements FollowerPosition {
  readonly #file: DerivedFile;
  readonly #load;
  readonly #save;

  constructor(
    path: string,
    private readonly name: string,
  ) {
    this.#file = new DerivedFile(path, SCHEMA);
    this.#load = this.#file.db
      .prepare<[string], bigint>('SELECT position FROM followers WHERE name = ?')
      .pluck()
      .safeIntegers();
    this.#save = this.#file.db.prepare('INSERT OR REPLACE INTO followers VALUES (?, ?)');
  }

  async load(): Promise<Position> {
    return this.#file.run(() => this.#load.get(this.name) ?? LOG_START);
  }

  async save(position: Position): Promise<void> {
    this.#file.run(() => this.#save.run(this.name, position));
  }

  async close(): Promise<void> {
    this.#file.close();
  }
}

/** Looks at a follower's place from another process. @throws ReadModelUnavailableError while no follower has been there */
export function loadFollowerPosition(path: string, name: string): Position {
  const file = new ReadOnlyFile(path, SCHEMA.version, (db) =>
    db.prepare<[string], bigint>('SELECT position FROM followers WHERE name = ?').pluck().safeIntegers(),
  );
  try {
    return file.read((load) => load.get(name) ?? LOG_START);
  } finally {
    file.close();
  }
}
