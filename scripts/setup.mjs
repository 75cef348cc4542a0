// What `npm start` and the other scripts need before they can run: a Node.js that is new enough, the dependencies, and a build
// that is not stale. Importing this file does the first.
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { ensureNode } from './node.mjs';
import { root, run } from './run.mjs';

await ensureNode();

/** Installs when the lock file asks for something else than what is there. */
export async function ensureInstalled() {
  const installed = join(root, 'node_modules/.package-lock.json');
  const wanted = join(root, 'package-lock.json');
  if (existsSync(installed) && sameVersions(installed, wanted)) return;
  console.error('Installing dependencies …');
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: ['ignore', 2, 2] });
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
    'scripts/console.mjs',
    'test',
    'bench',
    'tsconfig.json',
    'tsconfig.build.json',
    'package.json',
  ];
  const builtAt =
    existsSync(stamp) && existsSync(join(root, 'dist/apps/console/assets/manifest.json'))
      ? statSync(stamp).mtimeMs
      : 0;
  if (sources.every((source) => newestIn(join(root, source)) <= builtAt)) return;
  console.error('Building …');
  const startedAt = new Date();
  // The types are not checked here, which takes three times as long: `npm run build` and `npm run typecheck` do that.
  await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--noCheck'], {
    stdio: ['ignore', 2, 2],
  });
  // Imported late: what it imports may just have been installed.
  await (await import('./console.mjs')).buildConsole();
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
