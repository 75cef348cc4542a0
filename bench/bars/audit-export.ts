import { fork } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bar, Bench } from '../bar.js';
import type { Finding } from '../finding.js';
import { atLeast, atMost } from '../finding.js';
import { cpuMsOf, shownResident, untilIdle } from '../process-facts.js';
import { BulkLog } from '../raw/bulk-log.js';
import { ServiceProcess } from '../service-process.js';
import { median, pairedRatio } from '../statistics.js';
import { project } from '../workload/granted-log.js';
import { history } from '../workload/history.js';

const WORKSPACE = 'acme';
const LINE_FEED = 10;

/** The whole audit trail of one workspace as NDJSON, a million entries long. */
export const auditExport: Bar = {
  name: 'audit-export',
  title: 'Export of an audit trail',
  async run(bench) {
    // Ends with a revocation: the end of a grant that is still open would be recorded at the start, one entry more.
    const entries = bench.quick ? 50_001 : 1_000_001;
    const [log, models] = ['events.db', 'read-models.db'].map((file) => join(bench.directory, file));
    await fill(log!, entries);
    await project(log!, models!);
    bench.say(`${entries} entries in the read models`);
    const service = await ServiceProcess.start(bench.directory, bench.nodeOptions, {
      REQUESTS_PER_MINUTE: '0',
    });
    const raw = fork(fileURLToPath(new URL('../http/raw-export.js', import.meta.url)), [models!], {
      execArgv: [],
    });
    try {
      const [rawAddress] = (await once(raw, 'message')) as [string];
      await untilIdle(service.pid);
      return await measure(bench, service, { address: rawAddress, pid: raw.pid }, entries);
    } finally {
      raw.disconnect();
      await service.stop();
    }
  },
};

async function fill(file: string, entries: number): Promise<void> {
  const startMs = Date.now() - 1_000 * entries - 86_400_000;
  await BulkLog.write(file, history(WORKSPACE, entries, startMs));
}

async function measure(
  { quick, say }: Bench,
  service: ServiceProcess,
  plain: { address: string; pid: number | undefined },
  entries: number,
): Promise<Finding[]> {
  const url = `${service.address}/v1/workspaces/${WORKSPACE}/audit-trail`;
  const headers = {
    accept: 'application/x-ndjson',
    authorization: `Bearer ${service.token('auditor')}`,
  };
  const [ours, raw]: [Taken[], Taken[]] = [[], []];
  // The first round warms both up.
  for (let round = 0; round <= (quick ? 2 : 5); round++) {
    const one = await take(url, headers, service.pid, entries);
    const other = await take(plain.address, {}, plain.pid, entries);
    say(`round ${round}: ${one.perSecond.toFixed(0)} entries/s, raw ${other.perSecond.toFixed(0)}`);
    if (round === 0) continue;
    ours.push(one);
    raw.push(other);
  }
  const speeds = (list: readonly Taken[]): number[] => list.map(({ perSecond }) => perSecond);
  const text = (list: readonly Taken[]): string =>
    `${median(list.map(({ cpuUs }) => cpuUs)).toFixed(1)} µs of CPU and ${list[0]!.bytes.toFixed(0)} bytes an entry`;
  const resident = service.resident();
  return [
    {
      what: `NDJSON export of ${entries} entries`,
      measured: { value: median(speeds(ours)), unit: 'entries/s' },
      baseline: { what: 'raw read, JSON.stringify, HTTP', value: median(speeds(raw)), unit: 'rows/s' },
      ratio: pairedRatio(speeds(ours), speeds(raw)),
      bar: atLeast(0.5),
      note: `${text(ours)}; raw ${text(raw)}`,
    },
    {
      what: 'memory of the service meanwhile, peak RSS',
      measured: { value: resident.peakMiB, unit: 'MiB' },
      bar: atMost(300),
      note: `all roles, since its start; ${shownResident(resident)}`,
    },
  ];
}

/** An answer that was taken as fast as it came; `cpuUs` and `bytes` for each line. */
type Taken = { perSecond: number; cpuUs: number; bytes: number };

async function take(
  url: string,
  headers: Record<string, string>,
  pid: number | undefined,
  expected: number,
): Promise<Taken> {
  const cpuMs = cpuMsOf(pid) ?? Number.NaN;
  const since = performance.now();
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    get(url, { headers }, resolve).on('error', reject),
  );
  let [lines, bytes] = [0, 0];
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) lines++;
  }
  const elapsedMs = performance.now() - since;
  if (lines !== expected) throw new Error(`${lines} lines of ${expected}, status ${response.statusCode}`);
  const cpuUs = ((cpuMsOf(pid)! - cpuMs) * 1000) / lines;
  return { perSecond: (lines * 1000) / elapsedMs, cpuUs, bytes: bytes / lines };
}
