// What `npm start` and `npm test` need before they can run: the dependencies and a build that is not stale.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node 20.19 or newer is needed; this is ${process.versions.node}.`);
  process.exit(1);
}

/**
 * Runs a command in the repository, passes signals on to it, and ends this process with its status when it fails: a signal
 * that only this process received must not leave the command running.
 */
export async function run(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
  let passed;
  const pass = (signal) => child.kill((passed = signal));
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  const [status, endedBy] = await once(child, 'exit');
  for (const signal of signals) process.off(signal, pass);
  if (status !== 0 || passed) process.exit(status || 128 + constants.signals[endedBy ?? passed]);
}

/** Installs when the lock file asks for something else than what is there. */
export async function ensureInstalled() {
  const installed = join(root, 'node_modules/.package-lock.json');
  const wanted = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  if (existsSync(installed) && sameVersions(installed, wanted)) return;
  console.error('Installing dependencies …');
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

function sameVersions(installed, wanted) {
  const versions = (file) => JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  const [have, want] = [versions(installed), versions(wanted)];
  return Object.keys(want).every(
    (path) => path === '' || want[path].optional || have[path]?.version === want[path].version,
  );
}

/** Builds when any source is newer than the last build. */
export async function ensureBuilt() {
  const stamp = join(root, 'dist/.tsbuildinfo');
  const sources = [
    'apps',
    'libs',
    'test',
    'bench',
    'tsconfig.json',
    'tsconfig.build.json',
    'nest-cli.json',
    'package.json',
  ];
  const builtAt =
    existsSync(stamp) && existsSync(join(root, 'dist/apps/service/main.js')) ? statSync(stamp).mtimeMs : 0;
  if (sources.every((source) => newestIn(join(root, source)) <= builtAt)) return;
  console.error('Building …');
  const startedAt = new Date();
  await run(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build', 'service'], {
    stdio: ['ignore', 2, 2],
  });
  // The compiler leaves its stamp alone when nothing came out differently, as after an edited spec: without this, every
  // start would build again.
  utimesSync(stamp, startedAt, startedAt);
}

function newestIn(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}
