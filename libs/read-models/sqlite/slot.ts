import type { RecordedEvent } from '#event-store';
import type { Db, Schema } from '#derived/sqlite';
import { Progress, progressTable } from '#derived/sqlite';
import { auditTrail } from './audit-trail.js';
import { currentAccess } from './current-access.js';
import type { Projection, Slot } from './projection.js';
import { streamTables, WorkspaceStreams } from './workspace-streams.js';

export const otherSlot = (slot: Slot): Slot => (slot === 'a' ? 'b' : 'a');

const PROJECTIONS: readonly Projection[] = [currentAccess, auditTrail];
/** What the state hash walks: each table and the order of its rows. */
export const TABLE_KEYS: readonly (readonly [table: string, key: string])[] = [
  ['numbers', 'workspace'],
  ['damage', 'workspace'],
  ...PROJECTIONS.flatMap(({ keys }) => Object.entries(keys)),
];
const VIEWS = ['progress', ...TABLE_KEYS.map(([table]) => table)];

/** Empty tables, without what only queries need. */
export function createSlot(db: Db, slot: Slot): void {
  dropSlot(db, slot);
  db.exec(progressTable(`${slot}_progress`));
  db.exec(streamTables(slot));
  for (const projection of PROJECTIONS) db.exec(projection.tables(slot));
}

/** What the queries need beside the tables, before they see them. */
export function indexSlot(db: Db, slot: Slot): void {
  for (const projection of PROJECTIONS) db.exec(projection.indexes(slot));
}

export function dropSlot(db: Db, slot: Slot): void {
  for (const table of VIEWS) db.exec(`DROP TABLE IF EXISTS ${slot}_${table}`);
}

/** From here on the queries see this slot. */
export function showSlot(db: Db, slot: Slot): void {
  for (const view of VIEWS) {
    db.exec(`DROP VIEW IF EXISTS ${view}; CREATE VIEW ${view} AS SELECT * FROM ${slot}_${view}`);
  }
}

/** The slot that the views show. */
export function shownSlot(db: Db): Slot {
  const sql = db.prepare(`SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = 'progress'`).pluck();
  return (sql.get() as string).endsWith('b_progress') ? 'b' : 'a';
}

/** Writes one set of tables. */
export function writeSlot(db: Db, slot: Slot): { progress: Progress; streams: WorkspaceStreams } {
  const writers = PROJECTIONS.map((projection) => projection.writer(db, slot));
  const streams = new WorkspaceStreams(db, slot);
  const { begin, end } = streams;
  const write = (recorded: RecordedEvent): void => {
    const workspace = streams.admit(recorded);
    if (workspace !== undefined) for (const each of writers) each(recorded, workspace);
  };
  return { progress: new Progress(db, `${slot}_progress`, { begin, write, end }), streams };
}

export const SCHEMA: Schema = {
  mark: 'progress',
  version: 7,
  create: (db) => {
    createSlot(db, 'a');
    indexSlot(db, 'a');
    showSlot(db, 'a');
  },
};
