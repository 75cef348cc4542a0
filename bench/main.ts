// `npm run bench -- [names…] [--quick] [--strict] [--profile]`: measures, prints a table, writes bench/results/<instant>.json.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Bar } from './bar.js';
import { bars } from './bars.js';
import { isMet } from './finding.js';
import { commitFacts, machineFacts } from './machine.js';
import { topFunctions } from './profile.js';
import type { BarReport } from './report.js';
import { table, writeResults } from './report.js';
import type { BarAnswer } from './run-bar.js';

const USAGE = `npm run bench -- [${bars.map(({ name }) => name).join('|')}]… [--quick] [--strict] [--profile]

--quick    small sizes, to see that it runs
--strict   exit with 1 when a bar is missed
--profile  with a CPU profile of each bar, whose busiest functions are printed
BENCH_DIR  where the data goes; default the system's temporary directory. It must be on a real disk.
`;

const RESULTS = 'bench/results';

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const unknown = names.filter((name) => !bars.some((bar) => bar.name === name));
if (options.help || unknown.length > 0) {
  process.stderr.write(`${unknown.length > 0 ? `No bar called ${unknown.join(', ')}.\n` : ''}${USAGE}`);
  process.exit(options.help ? 0 : 2);
}

const startedAt = new Date();
const machine = machineFacts();
const reports: BarReport[] = [];
for (const bar of bars) if (names.length === 0 || names.includes(bar.name)) reports.push(await measure(bar));

process.stdout.write(`\n${table(reports)}\n\n`);
const [loadAfter = 0] = loadavg();
process.stdout.write(
  `${machine.cores} × ${machine.cpu}; load average ${machine.loadBefore.toFixed(1)} before, ${loadAfter.toFixed(1)} after. More than the cores have to do means that others worked too.\n`,
);
if (options.quick) process.stdout.write('Quick: the sizes are not those of the bars.\n');
const file = writeResults(
  RESULTS,
  { startedAt, quick: options.quick, ...commitFacts(), machine, loadAfter, bars: reports },
  startedAt,
);
process.stdout.write(`${file}\n`);
const missed = reports.some(
  ({ findings, failure }) => failure !== undefined || findings.some((f) => isMet(f) === false),
);
if (options.strict && missed) process.exitCode = 1;

async function measure({ name, title }: Bar): Promise<BarReport> {
  process.stderr.write(`${title} …\n`);
  // oxlint-disable-next-line node/no-process-env -- an entry point
  const directory = mkdtempSync(join(process.env['BENCH_DIR'] ?? tmpdir(), 'support-access-bench-'));
  const profiles = resolve(RESULTS, `${startedAt.toISOString().replaceAll(':', '-')}-${name}`);
  const profiling = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : [];
  if (options.profile) mkdirSync(profiles, { recursive: true });
  const since = performance.now();
  try {
    const child = fork(
      fileURLToPath(new URL('run-bar.js', import.meta.url)),
      [name, directory, options.quick ? 'quick' : 'full', ...profiling],
      { execArgv: ['--expose-gc', ...profiling], serialization: 'advanced' },
    );
    let answer: BarAnswer = { failure: 'it ended without an answer' };
    child.on('message', (message: BarAnswer) => (answer = message));
    await once(child, 'exit');
    if (options.profile) process.stdout.write(topFunctions(profiles));
    const seconds = Math.round(performance.now() - since) / 1000;
    return { name, title, seconds, findings: [], ...answer };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
