// `node .ci/tests.mjs <arguments of scripts/test.mjs>`: runs the tests. Suites that fail are run a second time, one after the
// other and with nothing beside them: servers, brokers and browsers share two cores in the first run, and a wait may be too short
// there. Both outcomes are printed, and what passed at the second try is named. Suites that match `THEN_SUITES` are run after all of
// that, once. Ends with `N passed, N failed`, where `FAILED_CHECKS`, the number of other checks that failed before, is added.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** With more suites than this something is broken, and a second run would only take time. */
const MAX_SUITES_AGAIN = 15;

const root = fileURLToPath(new URL('..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'support-access-ci-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));

const isFailed = ({ status }) => status === 'failed';

/** @returns what jest wrote of each suite; undefined when it ended before that */
function runTests(name, args) {
  const file = join(directory, `${name}.json`);
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'scripts/test.mjs'), ...args, '--ci', '--json', `--outputFile=${file}`],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  try {
    return JSON.parse(readFileSync(file, 'utf8')).testResults;
  } catch {
    console.error(`the tests ended with status ${status} and without a result`);
    return undefined;
  }
}

const given = process.argv.slice(2);
let suites = runTests('first', given);
if (suites === undefined) process.exit(1);

const failed = suites.filter(isFailed).map(({ name }) => name);
if (failed.length > 0 && failed.length <= MAX_SUITES_AGAIN) {
  console.log(`\nAgain, with nothing beside them: ${failed.map((name) => relative(root, name)).join(', ')}`);
  // At the scale of the first run.
  if (given[0] === '--all') process.env.TEST_SCALE ??= 'full';
  const again = runTests('second', [...failed, '--runTestsByPath', '--maxWorkers=1']) ?? [];
  suites = suites.map((suite) => again.find(({ name }) => name === suite.name) ?? suite);
  for (const { name, status } of again)
    if (status === 'passed') console.log(`Passed at the second try: ${relative(root, name)}`);
}

if (process.env.THEN_SUITES) {
  console.log(`\nAfter the others: ${process.env.THEN_SUITES}`);
  const last = runTests('last', [process.env.THEN_SUITES, '--maxWorkers=1']);
  suites = [...suites, ...(last ?? [{ status: 'failed', assertionResults: [] }])];
}

const tests = suites.flatMap(({ assertionResults }) => assertionResults);
const failedChecks = Number(process.env.FAILED_CHECKS ?? 0);
const count = (status) => tests.filter((test) => test.status === status).length;
// A suite that could not be loaded has no test that failed.
const broken = suites.filter((suite) => isFailed(suite) && !suite.assertionResults.some(isFailed)).length;
console.log(
  `${count('pending')} skipped\n${count('passed')} passed, ${count('failed') + broken + failedChecks} failed`,
);
process.exit(suites.some(isFailed) ? 1 : 0);
