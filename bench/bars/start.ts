import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bar, Bench } from '../bar.js';
import type { Finding } from '../finding.js';
import { atMost } from '../finding.js';
import { untilIdle } from '../process-facts.js';
import { BulkLog } from '../raw/bulk-log.js';
import { ServiceProcess } from '../service-process.js';
import { median, pairedRatio } from '../statistics.js';
import { workspaceIds } from '../workload/commands.js';
import { project } from '../workload/granted-log.js';
import { interleaved } from '../workload/history.js';

const SHORT = 50_000;
const EVENTS_EACH = 50;
const START_MS = Date.now() - 90 * 86_400_000;
const POLL_MS = 5;

/** From the start of the process until it is ready does not grow with the log. */
export const start: Bar = {
  name: 'start',
  title: 'From start to ready',
  async run(bench) {
    const long = bench.quick ? [250_000] : [1_000_000, 5_000_000];
    const places: Place[] = [];
    for (const events of [SHORT, ...long]) places.push(await prepared(bench, events));
    for (let round = 0; round < (bench.quick ? 3 : 7); round++)
      for (const place of places) place.readyMs.push(await readyAfterMs(bench, place));
    const [short, ...others] = places as [Place, ...Place[]];
    return others.map((place) => finding(place, short));
  },
};

type Place = {
  events: number;
  directory: string;
  /** Of the first start, which folds what only the service keeps: the log's tree and the list of ends. */
  firstMs: number;
  readyMs: number[];
};

/** A log with its read models, and with what a first start adds to them. */
async function prepared(bench: Bench, events: number): Promise<Place> {
  const directory = join(bench.directory, `${events}`);
  mkdirSync(directory);
  const [file, models] = ['events.db', 'read-models.db'].map((name) => join(directory, name));
  await BulkLog.write(file!, interleaved(workspaceIds(events / EVENTS_EACH), EVENTS_EACH, START_MS));
  await project(file!, models!);
  bench.say(`a log of ${events} events and its read models`);
  const place = { events, directory, readyMs: [] };
  const firstMs = await readyAfterMs(bench, place, untilIdle);
  return { ...place, firstMs };
}

/** @param before run when it is ready, before it is stopped */
async function readyAfterMs(
  bench: Bench,
  { directory }: Pick<Place, 'directory'>,
  before: (pid: number | undefined) => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  const startedAt = performance.now();
  const service = await ServiceProcess.start(directory, bench.nodeOptions);
  try {
    while (!(await fetch(`${service.address}/health/ready`)).ok) await sleep(POLL_MS);
    const readyMs = performance.now() - startedAt;
    await before(service.pid);
    return readyMs;
  } finally {
    await service.stop();
  }
}

function finding({ events, firstMs, readyMs }: Place, short: Place): Finding {
  return {
    what: `from start to ready on a log of ${events} events`,
    measured: { value: median(readyMs), unit: 'ms' },
    baseline: { what: `on ${short.events}`, value: median(short.readyMs), unit: 'ms' },
    ratio: pairedRatio(readyMs, short.readyMs),
    bar: atMost(3_000),
    note: `all roles in one process, on SQLite; the first start, without the log's tree and the list of ends, ${firstMs.toFixed(0)} ms, on ${short.events} ${short.firstMs.toFixed(0)} ms`,
  };
}
