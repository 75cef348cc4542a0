import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openEventReader } from '#event-store';
import { openReadModels, Projector } from '#read-models';
import type { Bar } from '../bar.js';
import { atLeast } from '../finding.js';
import { BulkLog } from '../raw/bulk-log.js';
import { median, pairedRatio } from '../statistics.js';
import { workspaceIds } from '../workload/commands.js';
import { interleaved } from '../workload/history.js';
import { settle } from '../workload/in-flight.js';

const WORKSPACES = 2_000;
const PER_TRANSACTION = 10_000;

/** Everything that is derived, from position 0. */
export const rebuild: Bar = {
  name: 'rebuild',
  title: 'Rebuild of all read models',
  async run({ quick, directory, say }) {
    const events = quick ? 40_000 : 400_000;
    const rounds = quick ? 2 : 3;
    const log = join(directory, 'events.db');
    await fill(log, events);
    const [ours, raw, lean]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round <= rounds; round++) {
      const rates = [
        await runRebuild(log, join(directory, 'read-models.db'), events),
        runRaw(log, join(directory, 'raw.db'), events, ALL),
        runRaw(log, join(directory, 'raw.db'), events, DATA),
      ] as const;
      if (round === 0) continue; // Warms the code and the system's page cache up.
      [ours, raw, lean].forEach((list, i) => list.push(rates[i]!));
      say(`round ${round}: ${rates.map((rate) => rate.toFixed(0)).join(', ')} events/s`);
    }
    return [
      {
        what: `rebuild, ${events} events`,
        measured: { value: median(ours), unit: 'events/s' },
        baseline: { what: 'raw read, JSON.parse, insert', value: median(raw), unit: 'events/s' },
        ratio: pairedRatio(ours, raw),
        bar: atLeast(0.5),
        note: 'raw: every column of the event read, data and metadata parsed, one row of the same bytes inserted',
      },
      {
        what: 'the same against a leaner raw',
        measured: { value: median(ours), unit: 'events/s' },
        baseline: { what: 'data alone read, parsed, inserted', value: median(lean), unit: 'events/s' },
        ratio: pairedRatio(ours, lean),
      },
    ];
  },
};

async function fill(file: string, events: number): Promise<void> {
  const log = await BulkLog.create(file);
  const startMs = Date.now() - 90 * 86_400_000;
  for (const event of interleaved(workspaceIds(WORKSPACES), events / WORKSPACES, startMs)) log.append(event);
  log.close();
}

/** @returns events a second, until the queries answer from the new models */
async function runRebuild(log: string, file: string, events: number): Promise<number> {
  remove(file);
  const reader = await openEventReader(`sqlite:${log}`);
  const models = await openReadModels(`sqlite:${file}`);
  const projector = new Projector(reader, models);
  settle();
  const since = performance.now();
  await projector.rebuild();
  const elapsedMs = performance.now() - since;
  if ((await models.queries.position()) !== (await reader.head())) throw new Error('it is not all there');
  await models.close();
  await reader.close();
  return (events * 1000) / elapsedMs;
}

type Shape = { columns: string[]; json: number[] };
const ALL: Shape = {
  columns: ['position', 'stream_id', 'revision', 'id', 'type', 'data', 'metadata'],
  json: [5, 6],
};
const DATA: Shape = { columns: ['position', 'data'], json: [1] };

/** The settings are those of the read models' file. */
function runRaw(log: string, file: string, events: number, { columns, json }: Shape): number {
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

const remove = (file: string): void =>
  ['', '-wal', '-shm'].forEach((end) => rmSync(file + end, { force: true }));
