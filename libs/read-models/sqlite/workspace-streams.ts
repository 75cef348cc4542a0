import type { EpochMs } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { Db } from '#derived/sqlite';
import type { FoldedStreamEnd, LogDamagedError } from '#evidence';
import type { DamageRow, EndRow, KnownStream, StreamRow, WorkspaceDamage } from '../known-stream.js';
import {
  admitEvent,
  endsQuery,
  newStream,
  recentSinceQuery,
  streamCells,
  toDamage,
  toKnownStream,
  toStreamEnd,
  workspaceOf,
} from '../known-stream.js';
import type { Slot } from './projection.js';

// Workspaces are numbered in the order in which the log first names them, and every other table knows them by number:
// that makes an index entry of 17 bytes of one of 150, and ten workspaces share a page of it. The same row says where the
// workspace's stream ends, so that the next event can be checked against it.
export const streamTables = (slot: Slot): string => `
  CREATE TABLE ${slot}_numbers (
    workspace INTEGER PRIMARY KEY, workspace_id TEXT NOT NULL UNIQUE,
    revision INTEGER, chain TEXT NOT NULL, last_at INTEGER NOT NULL
  );
  CREATE TABLE ${slot}_damage (
    workspace INTEGER PRIMARY KEY, revision INTEGER NOT NULL, position INTEGER, what TEXT NOT NULL
  );
`;

/** Checks events against their streams' rows and moves these on, within the transaction of a stretch of the log. */
export class WorkspaceStreams {
  readonly #known = new Map<string, KnownStream>();
  readonly #find;
  readonly #isDamaged;
  readonly #add;
  readonly #save;
  readonly #addDamage;

  constructor(db: Db, slot: Slot) {
    this.#find = db.prepare<[string], StreamRow>(
      `SELECT workspace, revision, chain, last_at AS lastAt FROM ${slot}_numbers WHERE workspace_id = ?`,
    );
    this.#isDamaged = db
      .prepare<[number], number>(`SELECT 1 FROM ${slot}_damage WHERE workspace = ?`)
      .pluck();
    this.#add = db.prepare(
      `INSERT INTO ${slot}_numbers (workspace_id, revision, chain, last_at) VALUES (?, ?, ?, ?)`,
    );
    this.#save = db.prepare(
      `UPDATE ${slot}_numbers SET revision = ?, chain = ?, last_at = ? WHERE workspace = ?`,
    );
    this.#addDamage = db.prepare(`INSERT OR IGNORE INTO ${slot}_damage VALUES (?, ?, ?, ?)`);
  }

  readonly begin = (): void => this.#known.clear();

  /** @returns the number of its workspace; undefined for an event that must not be folded, since its stream is damaged */
  admit(recorded: RecordedEvent): number | undefined {
    const known = this.#of(recorded.stream);
    if (known.isDamaged) return undefined;
    const damage = admitEvent(known, recorded);
    if (damage === undefined) return known.workspace;
    this.#mark(known, damage);
    return undefined;
  }

  readonly end = (): void => {
    for (const known of this.#known.values()) this.#save.run(...streamCells(known), known.workspace);
  };

  /** Called with what was found outside of a stretch, in a transaction. The first damage of a workspace stays. */
  damage(found: LogDamagedError): void {
    this.begin();
    this.#mark(this.#of(found.stream), found);
  }

  #mark({ workspace }: KnownStream, { revision, position, what }: LogDamagedError): void {
    this.#addDamage.run(workspace, revision, position ?? null, what);
  }

  #of(stream: string): KnownStream {
    let known = this.#known.get(stream);
    if (known === undefined) this.#known.set(stream, (known = this.#load(workspaceOf(stream))));
    return known;
  }

  #load(workspaceId: string): KnownStream {
    const row = this.#find.get(workspaceId);
    if (row !== undefined) return toKnownStream(row, this.#isDamaged.get(row.workspace) !== undefined);
    const fresh = newStream(0);
    fresh.workspace = Number(this.#add.run(workspaceId, ...streamCells(fresh)).lastInsertRowid);
    return fresh;
  }
}

/** Finds the number of a workspace that any event names. */
export function findWorkspaces(db: Db): (workspaceId: string) => number | undefined {
  const find = db.prepare<[string], number>('SELECT workspace FROM numbers WHERE workspace_id = ?').pluck();
  return (workspaceId) => find.get(workspaceId);
}

/** Where streams end, and where they are damaged, by the numbers of their workspaces. */
export class StreamQueries {
  readonly #first;
  readonly #of;
  readonly #ends;
  readonly #recentSince;

  constructor(db: Db) {
    this.#ends = db.prepare<[{ since: EpochMs; after: number }], EndRow>(endsQuery('$since', '$after'));
    this.#recentSince = db.prepare<[], EpochMs | null>(recentSinceQuery()).pluck();
    const select = `SELECT workspace_id AS workspaceId, damage.revision AS revision, CAST(position AS TEXT) AS place, what
                    FROM damage JOIN numbers USING (workspace)`;
    this.#first = db.prepare<[number], DamageRow>(`${select} ORDER BY workspace LIMIT ?`);
    this.#of = db.prepare<[string], DamageRow>(`${select} WHERE workspace_id = ?`);
  }

  first(limit: number): WorkspaceDamage[] {
    return this.#first.all(limit).map(toDamage);
  }

  ends(since: EpochMs, after: number): FoldedStreamEnd[] {
    return this.#ends.all({ since, after }).map(toStreamEnd);
  }

  recentSince(): EpochMs {
    return this.#recentSince.get() ?? 0;
  }

  of(workspaceId: string): WorkspaceDamage | undefined {
    const row = this.#of.get(workspaceId);
    return row && toDamage(row);
  }
}
