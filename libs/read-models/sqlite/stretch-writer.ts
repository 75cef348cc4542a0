import type { Position, RecordedEvent } from '#event-store';
import type { Db, RowWriter } from '#derived/sqlite';
import { TableWriter } from '#derived/sqlite';
import type { LogDamagedError } from '#evidence';
import type { LatestGrant } from '../held-grant.js';
import { heldGrantColumns, LATEST_FIRST } from '../held-grant.js';
import type { StreamRow } from '../known-stream.js';
import { streamsQuery, toKnownStream } from '../known-stream.js';
import type { Slot } from '../slots.js';
import type { StoredRows, StreamCache } from '../stretch.js';
import { Stretch } from '../stretch.js';
import { TABLE_NAMES, TABLES } from '../tables.js';

/** Writes what a stretch of the log does to one set of tables, within its transaction. */
export class StretchWriter implements RowWriter {
  readonly #tables;
  readonly #stored: StoredRows;
  #stretch: Stretch | undefined;

  /** @param streams those known from the stretch before, when nobody else writes these tables */
  constructor(
    db: Db,
    slot: Slot,
    private readonly streams?: StreamCache,
  ) {
    const writers = TABLE_NAMES.map((name) => [name, new TableWriter(db, `${slot}_${name}`, TABLES[name])]);
    this.#tables = Object.fromEntries(writers) as Record<keyof typeof TABLES, TableWriter>;
    const stream = db.prepare<[string], StreamRow>(streamsQuery('= +?', `${slot}_numbers`, `${slot}_damage`));
    const last = db.prepare<[], number | null>(`SELECT max(workspace) FROM ${slot}_numbers`).pluck();
    // A position may be larger than a double holds: as text it finds its row, too.
    const latest = db.prepare<[number], LatestGrant>(
      `SELECT ${heldGrantColumns('CAST(position AS TEXT)')} FROM ${slot}_grants AS held
       WHERE workspace = +? ${LATEST_FIRST}`,
    );
    this.#stored = {
      stream: (workspaceId) => {
        const row = stream.get(workspaceId);
        return row && toKnownStream(row);
      },
      lastWorkspace: () => last.get() ?? 0,
      latestGrant: (workspace) => latest.get(workspace),
    };
  }

  readonly begin = (applied: Position): void => {
    this.streams?.begin(applied);
    this.#stretch = new Stretch(this.#stored, this.streams);
  };

  readonly write = (recorded: RecordedEvent): void => this.#stretch!.fold(recorded);

  readonly end = (position: Position): void => {
    this.#save();
    this.streams?.end(position);
  };

  /** Called with what was found outside of a stretch, in a transaction. */
  damage(found: LogDamagedError): void {
    this.streams?.forget();
    this.#stretch = new Stretch(this.#stored);
    this.#stretch.damage(found);
    this.#save();
  }

  #save(): void {
    const { added } = this.#stretch!;
    for (const [name, { set, find, missing }] of this.#stretch!.changes())
      if (!this.#tables[name].update(set, find)) throw missing();
    for (const name of TABLE_NAMES) this.#tables[name].insert(added[name]);
    this.#stretch = undefined;
  }
}
