import { SQLITE } from '#derived';
import type { Db, Schema } from '#derived/sqlite';
import { Progress, progressTable } from '#derived/sqlite';
import type { Slot } from '../slots.js';
import { SlotStatements } from '../slots.js';
import type { StreamCache } from '../stretch.js';
import { StretchWriter } from './stretch-writer.js';

export const SLOTS = new SlotStatements(SQLITE, '', progressTable);

/** The slot that the views show. */
export function shownSlot(db: Db): Slot {
  const sql = db.prepare(`SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = 'progress'`).pluck();
  return (sql.get() as string).endsWith('b_progress') ? 'b' : 'a';
}

/** Writes one set of tables. @param streams those known from the stretch before, when nobody else writes it */
export function writeSlot(db: Db, slot: Slot, streams?: StreamCache) {
  const writer = new StretchWriter(db, slot, streams);
  return { progress: new Progress(db, SLOTS.table(slot, 'progress'), writer), writer };
}

export const SCHEMA: Schema = {
  mark: 'progress',
  version: 7,
  create: (db) => db.exec(SLOTS.create('a') + SLOTS.index('a') + SLOTS.show('a')),
};
