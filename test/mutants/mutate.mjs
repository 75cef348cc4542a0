// `npm run mutate [-- word]`: changes one thing at a time in the files that the lists name, and asks whether the spec that is
// theirs notices. Every mutant has a copy of its directory under dist/mutants, so that the working tree is not touched and one
// run of Jest does for all of them. A list is a file beside this one; `word` picks the files whose path has it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { ensureNode } from '../../scripts/node.mjs';

await ensureNode();
const ROOT = resolve(import.meta.dirname, '../..');
const WORK = join(ROOT, 'dist/mutants');
const [word = ''] = process.argv.slice(2);

const lists = readdirSync(import.meta.dirname).filter(
  (name) => name.endsWith('.mjs') && name !== 'mutate.mjs',
);
const parts = (await Promise.all(lists.map((name) => import(`./${name}`)))).flatMap(({ PARTS }) => PARTS);
const mutants = parts
  .filter(({ directory, file }) => join(directory, file).includes(word))
  .flatMap(({ changes, ...part }) => changes.map(([from, to]) => ({ ...part, from, to })));

rmSync(WORK, { recursive: true, force: true });
mutants.forEach(make);
const report = join(WORK, 'report.json');
writeFileSync(join(WORK, 'jest.config.mjs'), configuration());
spawnSync(
  process.execPath,
  [
    '--no-warnings',
    join(ROOT, 'node_modules/jest/bin/jest.js'),
    '--config',
    join(WORK, 'jest.config.mjs'),
    '--json',
    '--outputFile',
    report,
    '--silent',
  ],
  { cwd: ROOT, stdio: 'ignore', timeout: 900_000 },
);

const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
const killed = new Set(
  testResults
    .filter(({ status }) => status === 'failed')
    .map(({ name }) => Number(relative(WORK, name).split('/', 1)[0])),
);
if (testResults.length !== mutants.length)
  throw new Error(`${testResults.length} specs ran for ${mutants.length} mutants`);
const alive = mutants.filter((_, index) => !killed.has(index));
for (const { directory, file, spec, from, to } of alive)
  console.log(`alive: ${directory}/${file}, not noticed by ${spec}\n  - ${from}\n  + ${to}`);
console.log(`${killed.size}/${mutants.length} mutants killed`);
if (alive.length === 0) rmSync(WORK, { recursive: true });
process.exit(alive.length === 0 ? 0 : 1);

/** A copy of the directory in which one thing is changed, with no other spec than the mutant's. */
function make({ directory, file, spec, from, to }, index) {
  const copy = join(WORK, String(index), directory);
  mkdirSync(copy, { recursive: true });
  const isKept = (path) => !path.endsWith('.spec.ts') || path.endsWith(`/${spec}`);
  cpSync(join(ROOT, directory), copy, { recursive: true, filter: isKept });
  const text = readFileSync(join(copy, file), 'utf8');
  const count = text.split(from).length - 1;
  if (count !== 1) throw new Error(`${directory}/${file} has this ${count} times, not once: ${from}`);
  writeFileSync(
    join(copy, file),
    text.replace(from, () => to),
  );
}

/** The repository's, for the copies alone. */
function configuration() {
  return `import base from ${JSON.stringify(join(ROOT, 'jest.config.mjs'))};
export default { ...base, rootDir: ${JSON.stringify(ROOT)}, roots: [${JSON.stringify(WORK)}], testMatch: ['**/*.spec.ts'] };
`;
}
