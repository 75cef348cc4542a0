import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { workspaceIds } from '../workload/commands.js';
import { interleaved } from '../workload/history.js';
import { settle } from '../workload/in-flight.js';
import { BulkLog } from './bulk-log.js';

const WORKSPACES = 2_000;
const PER_TRANSACTION = 10_000;

/** A log whose workspaces take turns. */
export async function fillLog(file: string, events: number): Promise<void> {
  const startMs = Date.now() - 90 * 86_400_000;
  await BulkLog.write(file, interleaved(workspaceIds(WORKSPACES), events / WORKSPACES, startMs));
}

type Shape = { columns: string[]; json: number[] };
/** Every column of an event that read models are made of. */
export const ALL: Shape = {
  columns: ['position', 'stream_id', 'revision', 'id', 'type', 'data', 'metadata'],
  json: [5, 6],
};
export const DATA: Shape = { columns: ['position', 'data'], json: [1] };

/**
 * Reads the log, parses, and inserts one row of the same bytes for each event. The settings are those of the read models'
 * file.
 * @returns events a second
 */
export function runRaw(log: string, file: string, events: number, { columns, json }: Shape): number {
  remove(file);
  const from = new Database(log, { readonly: true });
  from.pragma('mmap_size = 1073741824');
  const to = new Database(file);
  to.pragma('journal_mode = WAL');
  to.pragma('synchronous = NORMAL');
  to.pragma('cache_size = -16384');
  to.pragma('wal_autocheckpoint = 8000');
  const [key, ...rest] = columns;
  to.exec(`CREATE TABLE copies (${key} INTEGER PRIMARY KEY, ${rest.join(', ')})`);
  const page = from
    .prepare(`SELECT ${columns.join(', ')} FROM events WHERE position > ? ORDER BY position LIMIT ?`)
    .raw();
  const insert = to.prepare(`INSERT INTO copies VALUES (${columns.map(() => '?').join(', ')})`);
  settle();
  const since = performance.now();
  for (let at = 0; ;) {
    const rows = page.all(at, PER_TRANSACTION) as (string | number)[][];
    if (rows.length === 0) break;
    to.exec('BEGIN IMMEDIATE');
    for (const row of rows) {
      for (const i of json) JSON.parse(row[i] as string);
      insert.run(row);
    }
    to.exec('COMMIT');
    at = rows.at(-1)![0] as number;
  }
  const elapsedMs = performance.now() - since;
  from.close();
  to.close();
  return (events * 1000) / elapsedMs;
}

/** A file of SQLite's, with what lies beside it. */
export const remove = (file: string): void =>
  ['', '-wal', '-shm'].forEach((end) => rmSync(file + end, { force: true }));
