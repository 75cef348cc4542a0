import type { EpochMs } from '#domain';
import type { Position, RecordedEvent } from '#event-store';
import type { Bookmark } from '#derived';
import type { Db, Schema } from '#derived/sqlite';
import { DerivedFile, Progress, progressTable, ReadOnlyFile } from '#derived/sqlite';
import type { DueEntry, DueKey, DueList, DueListQueries } from '../due-list.js';
import type { DueChange } from '../react.js';
import { reactTo } from '../react.js';

// One tree in the order in which grants end. A revocation names that end, too, so that its entry is found by the key.
const SCHEMA: Schema = {
  mark: 'due',
  version: 1,
  create: (db) =>
    db.exec(`
      CREATE TABLE due (
        expires_at INTEGER NOT NULL, grant_id TEXT NOT NULL, workspace_id TEXT NOT NULL,
        PRIMARY KEY (expires_at, grant_id)
      ) WITHOUT ROWID;
      ${progressTable('progress')}
    `),
};

function changer(db: Db): (change: DueChange) => void {
  const add = db.prepare('INSERT OR REPLACE INTO due VALUES (?, ?, ?)');
  const remove = db.prepare('DELETE FROM due WHERE expires_at = ? AND grant_id = ?');
  return (change) => {
    if (change.kind === 'add')
      add.run(change.entry.expiresAt, change.entry.grantId, change.entry.workspaceId);
    else remove.run(change.key.expiresAt, change.key.grantId);
  };
}

function writer(db: Db): (event: RecordedEvent) => void {
  const apply = changer(db);
  return (recorded) => {
    const change = reactTo(recorded);
    if (change) apply(change);
  };
}

function prepare(db: Db) {
  return {
    due: db.prepare<[EpochMs, EpochMs, string, number], DueEntry>(
      `SELECT grant_id AS grantId, workspace_id AS workspaceId, expires_at AS expiresAt FROM due
       WHERE expires_at <= ? AND (expires_at, grant_id) > (?, ?) ORDER BY expires_at, grant_id LIMIT ?`,
    ),
    next: db
      .prepare<[EpochMs], EpochMs>(
        'SELECT expires_at FROM due WHERE expires_at > ? ORDER BY expires_at LIMIT 1',
      )
      .pluck(),
    has: db
      .prepare<[EpochMs, string], number>('SELECT 1 FROM due WHERE expires_at = ? AND grant_id = ?')
      .pluck(),
    position: db.prepare<[], bigint>('SELECT position FROM progress').pluck().safeIntegers(),
  };
}

/** Read access to the due list, for any thread or process. */
export class SqliteDueListQueries implements DueListQueries {
  readonly #file: ReadOnlyFile<ReturnType<typeof prepare>>;

  constructor(path: string) {
    this.#file = new ReadOnlyFile(path, SCHEMA.version, prepare);
  }

  async due(now: EpochMs, after: DueKey, limit: number): Promise<DueEntry[]> {
    return this.#file.read(({ due }) => due.all(now, after.expiresAt, after.grantId, limit));
  }

  async nextDueAt(after: EpochMs): Promise<EpochMs | undefined> {
    return this.#file.read(({ next }) => next.get(after));
  }

  async lacking(entries: readonly DueEntry[]): Promise<DueEntry[]> {
    return this.#file.read(({ has }) =>
      entries.filter(({ expiresAt, grantId }) => has.get(expiresAt, grantId) === undefined),
    );
  }

  async position(): Promise<Position> {
    return this.#file.read(({ position }) => position.get()!);
  }

  async close(): Promise<void> {
    this.#file.close();
  }
}

/** The due list in its own SQLite file, for its writer. */
export class SqliteDueList extends SqliteDueListQueries implements DueList {
  readonly #file: DerivedFile;
  #progress: Progress;

  constructor(path: string) {
    // The base opens the file when it is first asked, which is after this has made it.
    super(path);
    this.#file = new DerivedFile(path, SCHEMA);
    this.#progress = this.#prepared();
  }

  async bookmark(): Promise<Bookmark> {
    return this.#file.run(() => this.#progress.bookmark());
  }

  async apply(events: readonly RecordedEvent[], position: Position, after?: Position): Promise<void> {
    this.#file.requireSame();
    this.#file.run(() => this.#progress.apply(events, position, after));
  }

  async mend(add: readonly DueEntry[], remove: readonly DueKey[]): Promise<void> {
    this.#file.transaction((db) => {
      const apply = changer(db);
      for (const key of remove) apply({ kind: 'remove', key });
      for (const entry of add) apply({ kind: 'add', entry });
    });
  }

  async reset(): Promise<void> {
    this.#file.reset();
    this.#progress = this.#prepared();
  }

  override async close(): Promise<void> {
    await super.close();
    this.#file.close();
  }

  #prepared(): Progress {
    return this.#file.run((db) => new Progress(db, 'progress', writer(db)));
  }
}
