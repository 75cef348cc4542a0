import type { EpochMs } from '#domain';
import type { Position, RecordedEvent } from '#event-store';
import type { Bookmark } from '#derived';
import type { Db, Schema } from '#derived/sqlite';
import { DerivedFile, Progress, progressTable, ReadOnlyFile } from '#derived/sqlite';
import type { DueEntry, DueKey, DueList, DueListQueries } from '../due-list.js';
import type { DueChange } from '../react.js';
import { reactTo } from '../react.js';

// One tree in the order in which things are due. An end names that time, too, so that its entry is found by the key; an approval
// names its request alone, which the index finds.
const SCHEMA: Schema = {
  mark: 'due',
  version: 2,
  create: (db) =>
    db.exec(`
      CREATE TABLE due (
        due_at INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, workspace_id TEXT NOT NULL,
        PRIMARY KEY (due_at, id)
      ) WITHOUT ROWID;
      CREATE INDEX due_requests ON due (id) WHERE kind = 'request';
      ${progressTable('progress')}
    `),
};

function changer(db: Db): (change: DueChange) => void {
  const add = db.prepare('INSERT OR REPLACE INTO due VALUES (?, ?, ?, ?)');
  const remove = db.prepare('DELETE FROM due WHERE due_at = ? AND id = ?');
  const answer = db.prepare("DELETE FROM due WHERE kind = 'request' AND id = ?");
  return (change) => {
    if (change.kind === 'add') {
      const { dueAt, id, kind, workspaceId } = change.entry;
      add.run(dueAt, id, kind, workspaceId);
    } else if (change.kind === 'remove') remove.run(change.key.dueAt, change.key.id);
    else answer.run(change.requestId);
  };
}

function writer(db: Db): (event: RecordedEvent) => void {
  const apply = changer(db);
  return (recorded) => {
    for (const change of reactTo(recorded)) apply(change);
  };
}

function prepare(db: Db) {
  return {
    due: db.prepare<[EpochMs, EpochMs, string, number], DueEntry>(
      `SELECT kind, id, workspace_id AS workspaceId, due_at AS dueAt FROM due
       WHERE due_at <= ? AND (due_at, id) > (?, ?) ORDER BY due_at, id LIMIT ?`,
    ),
    next: db
      .prepare<[EpochMs], EpochMs>('SELECT due_at FROM due WHERE due_at > ? ORDER BY due_at LIMIT 1')
      .pluck(),
    has: db.prepare<[EpochMs, string], number>('SELECT 1 FROM due WHERE due_at = ? AND id = ?').pluck(),
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
    return this.#file.read(({ due }) => due.all(now, after.dueAt, after.id, limit));
  }

  async nextDueAt(after: EpochMs): Promise<EpochMs | undefined> {
    return this.#file.read(({ next }) => next.get(after));
  }

  async lacking(entries: readonly DueEntry[]): Promise<DueEntry[]> {
    return this.#file.read(({ has }) => entries.filter(({ dueAt, id }) => has.get(dueAt, id) === undefined));
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
