// `npm test [-- pattern …] [-- jest options]`: sets up what is missing, then runs the tests.
//   without a pattern: every pure and contract spec, and one story for each engine, at a small scale
//   with patterns: the suites whose path matches one, whatever their tier
// `npm run test:all`: every suite, at full scale, but for the containers: `npm run containers-test`.
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';
import { ensureBuilt, ensureInstalled } from './setup.mjs';

/** Suites of the quick run beside `*.spec.ts` and `*.contract.spec.ts`. */
const STORIES = [
  'test/console/story.browser.spec.ts',
  'test/e2e/http-story.e2e.spec.ts',
  'test/e2e/eventstoredb.e2e.spec.ts',
  'test/e2e/postgres.postgres.spec.ts',
  'test/readme/tour.e2e.spec.ts',
  'test/readme/tour.kafka.spec.ts',
];
const QUICK = ['/[^./]+\\.spec\\.ts$', '\\.contract\\.spec\\.ts$', ...STORIES];

/** They start an engine of their own, and want the machine for themselves. */
const CONTAINERS = '\\.container\\.spec\\.ts$';

const MEMORY = '/dev/shm';
const MIN_MEMORY_BYTES = 6 * 2 ** 30;

const [first, ...rest] = process.argv.slice(2);
const isAll = first === '--all';
const given = isAll ? rest : process.argv.slice(2);
const isChosen = given[0] !== undefined && !given[0].startsWith('-');

await ensureInstalled();
await ensureBuilt();
const compiled = join(root, '.cache/compiled');
mkdirSync(compiled, { recursive: true });
await run(
  process.execPath,
  [
    '--no-warnings',
    'node_modules/jest/bin/jest.js',
    ...(isAll || isChosen ? [] : ['--testPathPatterns', ...QUICK]),
    ...(isAll ? ['--testPathIgnorePatterns', CONTAINERS, '/node_modules/'] : []),
    ...given,
  ],
  {
    env: {
      ...process.env,
      ...inMemory(),
      // Engines are shared by the suites of one run.
      TEST_RUN: randomUUID(),
      TEST_SCALE: process.env.TEST_SCALE ?? (isAll ? 'full' : 'small'),
      // The services and commands that tests start load the same files many times.
      NODE_COMPILE_CACHE: compiled,
    },
  },
);

/**
 * A temporary directory in memory, removed at the end. Tests write thousands of small transactions, each of which would wait for
 * the disk; no test can show what survives a power cut.
 */
function inMemory() {
  if (process.env.TMPDIR || !existsSync(MEMORY)) return {};
  const { bavail, bsize } = statfsSync(MEMORY);
  if (bavail * bsize < MIN_MEMORY_BYTES) return {};
  const directory = mkdtempSync(join(MEMORY, 'support-access-tests-'));
  // PostgreSQL runs as a user of its own when the tests run as root.
  chmodSync(directory, 0o755);
  process.once('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));
  return { TMPDIR: directory };
}
