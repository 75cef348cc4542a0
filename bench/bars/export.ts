import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fdatasyncSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { exportFile } from '../../apps/admin/export/export-file.js';
import { Target } from '../../apps/admin/export/target.js';
import type { FileCli } from '../../apps/admin/export/resumable-export.js';
import { systemClock } from '#config';
import { openEventReader } from '#event-store';
import type { Bar } from '../bar.js';
import { atLeast, atMost } from '../finding.js';
import { residentOf } from '../process-facts.js';
import { BulkLog } from '../raw/bulk-log.js';
import { median, pairedRatio } from '../statistics.js';
import { workspaceIds } from '../workload/commands.js';
import { interleaved } from '../workload/history.js';
import { settle } from '../workload/in-flight.js';

const WORKSPACES = 2_000;
const PAGE = 1_000;
const BLOCK_CHARACTERS = 1 << 20;
const LOOK_EVERY_MS = 20;

/** The whole log as lines of evidence, from the store to a file that is durable. */
export const exporting: Bar = {
  name: 'export',
  title: 'Export',
  async run({ quick, directory, say }) {
    const [small, large] = quick ? [40_000, 200_000] : [400_000, 5_000_000];
    const rounds = quick ? 2 : 4;
    const log = await fill(join(directory, 'small'), small);
    const out = join(directory, 'events.ndjson');
    const [ours, raw]: [number[], number[]] = [[], []];
    for (let round = 0; round <= rounds; round++) {
      const rates = [await runExport(log, out, small), runRaw(log, out, small)] as const;
      if (round === 0) continue; // Warms the code and the system's page cache up.
      ours.push(rates[0]);
      raw.push(rates[1]);
      say(`round ${round}: ${rates.map((rate) => rate.toFixed(0)).join(', ')} events/s`);
    }
    const smallPeak = (await runCommand(log, out)).peakMiB;
    const largeLog = await fill(join(directory, 'large'), large);
    const { peakMiB, elapsedMs } = await runCommand(largeLog, out);
    return [
      {
        what: `export as ndjson, ${small} events`,
        measured: { value: median(ours), unit: 'events/s' },
        baseline: { what: 'raw read and write of the same bytes', value: median(raw), unit: 'events/s' },
        ratio: pairedRatio(ours, raw),
        bar: atLeast(0.5),
        note: 'both end with the bytes on the disk; ours can be gone on with and its bytes are hashed for that',
      },
      {
        what: `peak RSS of the command, ${large} events`,
        measured: { value: peakMiB, unit: 'MiB' },
        baseline: { what: `${small} events`, value: smallPeak, unit: 'MiB' },
        ratio: peakMiB / smallPeak,
        bar: atMost(1.2, 'ratio'),
        note: `${((large * 1000) / elapsedMs).toFixed(0)} events/s with the start of the command`,
      },
    ];
  },
};

async function fill(directory: string, events: number): Promise<string> {
  mkdirSync(directory);
  const file = join(directory, 'events.db');
  const startMs = Date.now() - 90 * 86_400_000;
  await BulkLog.write(file, interleaved(workspaceIds(WORKSPACES), events / WORKSPACES, startMs));
  return file;
}

/** What the command does between its start and its end. @returns events a second */
async function runExport(log: string, out: string, events: number): Promise<number> {
  rmSync(out, { force: true });
  const cli: FileCli = {
    clock: systemClock,
    signal: new AbortController().signal,
    say: () => undefined,
    progress: () => ({ update: () => undefined, stop: () => undefined }),
  };
  const reader = await openEventReader(`sqlite:${log}`);
  settle();
  const since = performance.now();
  const request = { scope: { kind: 'log' }, format: 'ndjson', gzip: false, origin: 'bench' } as const;
  const { count } = await exportFile(cli, reader, new Target(out, false), request);
  const elapsedMs = performance.now() - since;
  await reader.close();
  if (count !== events) throw new Error(`it exported ${count} of ${events} events`);
  return (events * 1000) / elapsedMs;
}

/** The settings are those of the store's readers. */
function runRaw(log: string, ours: string, events: number): number {
  const out = `${ours}.raw`;
  const db = new Database(log, { readonly: true });
  db.pragma('cache_size = -2048');
  const page = db
    .prepare(
      `SELECT e.position, s.name, e.revision, e.id, e.type, e.data, e.metadata, e.chain
       FROM events e CROSS JOIN streams s ON s.stream_id = e.stream_id
       WHERE e.position > ? ORDER BY e.position LIMIT ?`,
    )
    .raw();
  settle();
  const since = performance.now();
  const file = openSync(out, 'w');
  let text = '';
  for (let at = 0; ;) {
    const rows = page.all(at, PAGE) as (string | number)[][];
    for (const [, stream, revision, id, type, data, metadata, chain] of rows)
      // As long as a line of ours.
      text += `{"data":${data},"id":"${id}","metadata":${metadata},"chain":"${chain}","revision":${revision},"stream":"${stream}","type":"${type}"}\n`;
    if (text.length >= BLOCK_CHARACTERS || rows.length === 0) {
      writeSync(file, text);
      text = '';
    }
    if (rows.length === 0) break;
    at = rows.at(-1)![0] as number;
  }
  fdatasyncSync(file);
  closeSync(file);
  const elapsedMs = performance.now() - since;
  db.close();
  if (statSync(out).size !== statSync(ours).size) throw new Error('the raw baseline wrote other bytes');
  rmSync(out);
  return (events * 1000) / elapsedMs;
}

/** The command as it is typed. */
async function runCommand(log: string, out: string): Promise<{ peakMiB: number; elapsedMs: number }> {
  rmSync(out, { force: true });
  const since = performance.now();
  const child = spawn(
    process.execPath,
    ['dist/apps/admin/main.js', 'export', '--format', 'ndjson', '--out', out],
    { stdio: 'ignore', env: { ...process.env, EVENT_STORE_URL: `sqlite:${log}` } },
  );
  let peakMiB = Number.NaN;
  // The kernel keeps the most that it ever was.
  const look = setInterval(() => {
    const { peakMiB: now } = residentOf(child.pid);
    if (!Number.isNaN(now)) peakMiB = now;
  }, LOOK_EVERY_MS);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(look);
  if (code !== 0) throw new Error(`the export ended with ${code}`);
  return { peakMiB, elapsedMs: performance.now() - since };
}
