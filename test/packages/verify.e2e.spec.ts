import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { EmptyDirectory } from './empty-directory.js';

const EXAMPLE = 'docs/evidence-example';

const directory = new EmptyDirectory();
let tarball: string;
beforeAll(() => {
  tarball = directory.pack('verify');
  cpSync(EXAMPLE, join(directory.path, 'example'), { recursive: true });
});
afterAll(() => directory.remove());

/** As an auditor does who was sent the tarball, and has a cache of npm of their own. */
const verify = (...args: string[]) =>
  directory.run('npx', ['--yes', '--offline', `--package=${tarball}`, 'support-access-verify', ...args], {
    npm_config_cache: join(directory.path, '.npm'),
    npm_config_update_notifier: 'false',
  });
const VKEY = ['--vkey', 'example/vkey.txt'];

it('finds the example whole, in an empty directory and without a network', async () => {
  for (const bundle of ['example/log', 'example/grant']) {
    const { code, stdout } = await verify(bundle, ...VKEY);
    expect({ code, verdict: stdout.split('\n')[0] }).toEqual({ code: 0, verdict: 'WHOLE' });
  }
  const { code, stdout } = await verify(
    'example/log',
    ...VKEY,
    '--known-checkpoint',
    'example/kept-checkpoint.txt',
    '--json',
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'whole', checkpoint: { size: 5 } });
});

it('finds a tampered copy of it damaged, and says where', async () => {
  cpSync(join(directory.path, 'example/log'), join(directory.path, 'tampered'), { recursive: true });
  const file = join(directory.path, 'tampered/events.ndjson');
  writeFileSync(file, readFileSync(file, 'utf8').replace('Ève Müller', 'Ève Muller'));
  const { code, stdout } = await verify('tampered', ...VKEY);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^DAMAGED\n.*\nFirst found at file events\.ndjson, line 4/);
});

it('could not tell without the key, and says so', async () => {
  const { code, stderr } = await verify('example/log');
  expect(code).toBe(2);
  expect(stderr).toContain('--vkey is required');
});

it('is a program that needs Node.js alone, with the licences of what is in it', async () => {
  const home = join(directory.path, '.npm/_npx');
  const [install = ''] = readdirSync(home);
  const modules = join(home, install, 'node_modules');
  expect(readdirSync(modules).filter((name) => !name.startsWith('.'))).toEqual(['support-access-verify']);
  const installed = join(modules, 'support-access-verify');
  expect(readdirSync(installed).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
  // One file to read, and nothing of stores or brokers in it.
  expect(readdirSync(join(installed, 'dist')).sort()).toEqual(['LICENSES-of-dependencies.txt', 'verify.js']);
  const code = readFileSync(join(installed, 'dist/verify.js'), 'utf8');
  expect(code).not.toContain('node_modules/@grpc');
  const imported = [...code.matchAll(/^import .* from ["'](.*)["'];$|__require\("(.*?)"\)/gm)];
  expect(imported.length).toBeGreaterThan(5);
  expect(imported.map(([, one, other]) => one ?? other!).filter((name) => !isBuiltin(name))).toEqual([]);
  const licenses = readFileSync(join(installed, 'dist/LICENSES-of-dependencies.txt'), 'utf8');
  expect(licenses).toMatch(/^commander \S+, MIT\n\n.*MIT License/m);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(await verify('--version')).toMatchObject({ code: 0, stdout: `${version}\n` });
  console.log(`verify: a tarball of ${(statSync(tarball).size / 1_024).toFixed(0)} KB`);
});
