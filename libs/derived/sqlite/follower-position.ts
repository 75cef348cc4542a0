import type { Position } from '#event-store';
import { LOG_START } from '#event-store';
import type { FollowerPosition } from '../follower-position.js';
import type { Bookmark } from '../log-follower.js';
import type { Schema } from './database.js';
import { DerivedFile, ReadOnlyFile } from './database.js';
import type { PlaceRow } from './progress.js';
import { toBookmark } from './progress.js';

const SCHEMA: Schema = {
  mark: 'followers',
  version: 1,
  create: (db) =>
    db.exec('CREATE TABLE followers (name TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID'),
};

// A release before saved positions alone, and may do so again: an event counts while its position is the saved one.
const LAST_EVENTS = `CREATE TABLE IF NOT EXISTS last_events (
  name TEXT PRIMARY KEY, position INTEGER NOT NULL, stream TEXT NOT NULL, revision INTEGER NOT NULL, event_id TEXT NOT NULL
) WITHOUT ROWID`;

/** In a file of its own: its writer must never wait for the projector's transactions. */
export class SqliteFollowerPosition implements FollowerPosition {
  readonly #file: DerivedFile;
  readonly #load;
  readonly #save;
  readonly #saveEvent;

  constructor(
    path: string,
    private readonly name: string,
  ) {
    this.#file = new DerivedFile(path, SCHEMA);
    const { db } = this.#file;
    this.#file.run(() => db.exec(LAST_EVENTS));
    this.#load = db
      .prepare<[string], PlaceRow>(
        'SELECT * FROM followers LEFT JOIN last_events USING (name, position) WHERE name = ?',
      )
      .safeIntegers();
    this.#save = db.prepare('INSERT OR REPLACE INTO followers VALUES (?, ?)');
    this.#saveEvent = db.prepare('INSERT OR REPLACE INTO last_events VALUES (?, ?, ?, ?, ?)');
  }

  async load(): Promise<Bookmark> {
    const row = this.#file.run(() => this.#load.get(this.name));
    return row ? toBookmark(row) : { position: LOG_START };
  }

  async save({ position, event }: Bookmark): Promise<void> {
    this.#file.transaction(() => {
      this.#save.run(this.name, position);
      if (event) this.#saveEvent.run(this.name, position, event.stream, event.revision, event.id);
    });
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
