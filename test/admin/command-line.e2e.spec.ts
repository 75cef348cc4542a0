import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jwtVerify } from 'jose';
import type { Directory } from '../e2e/service-process.js';
import { embedded, temporaryDirectory } from '../e2e/service-process.js';
import { adminProcess, inShell } from '../support/admin-process.js';

// oxlint-disable-next-line eslint/no-control-regex
const ESCAPES = /\u001b\[/;
let directory: Directory;
let env: Record<string, string>;

beforeAll(async () => {
  directory = await temporaryDirectory();
  env = embedded(directory.path);
});
afterAll(() => directory.remove());

const ASK_A_SERVICE = new Set([
  'status',
  'as-of',
  'timeline',
  'report',
  'export',
  'close-ticket',
  'close-engineer',
]);

describe('help', () => {
  it('tells what there is, with examples, on standard output', async () => {
    const { code, stdout, stderr } = await adminProcess(['--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/Usage: support-access .*Commands:.*token.*Examples:\n {2}\$ support-access /s);
  });

  it('every command has one, with an example of itself', async () => {
    const { stdout } = await adminProcess(['--help']);
    const names = [...stdout.matchAll(/^ {2}([a-z][a-z-]*) .*$/gm)].map(([, name]) => name!);
    const commands = names.filter((name) => name !== 'help');
    expect(commands).toContain('token');
    for (const name of commands) {
      const help = await adminProcess([name, '--help']);
      expect([name, help.code, help.stderr]).toEqual([name, 0, '']);
      expect(help.stdout).toMatch(
        new RegExp(`Usage: support-access ${name}.*\\$ support-access ${name}`, 's'),
      );
      expect([name, help.stdout.includes('--api <url>')]).toEqual([name, ASK_A_SERVICE.has(name)]);
    }
  });

  it('without a command it is a mistake', async () => {
    const { code, stdout, stderr } = await adminProcess([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: support-access');
  });

  it('--version is the release', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await adminProcess(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('a mistake', () => {
  it.each([
    [['tokne'], "unknown command 'tokne'\n(Did you mean token?)"],
    [['token', '--hlep'], "unknown option '--hlep'\n(Did you mean --help?)"],
    [['token', 'owner'], "missing required argument 'sub'"],
    [['token', 'king', 'x'], "argument value 'king' is invalid for argument 'roles'"],
    [['token', 'owner', 'zoë'], "argument value 'zoë' is invalid for argument 'sub'"],
    [['token', 'owner', 'x', 'y'], 'too many arguments'],
  ])('%j is told, exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await adminProcess(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it('in the environment names the variable, never its value', async () => {
    const { code, stdout, stderr } = await adminProcess(['token', 'owner', 'x'], {
      ...env,
      EVENT_STORE_URL: 'mysql://u:secret@h',
    });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('EVENT_STORE_URL must be');
    expect(stderr).not.toContain('secret');
  });
});

describe('token', () => {
  it('is signed with the key beside the store, for those roles', async () => {
    const { code, stdout, stderr } = await adminProcess(['token', 'owner,auditor', 'olivia'], env);
    expect([code, stderr]).toEqual([0, '']);
    const key = createPublicKey(readFileSync(join(directory.path, 'dev-keys/token-signing-key.pem')));
    const { payload } = await jwtVerify(stdout.trim(), key);
    expect(payload).toMatchObject({ sub: 'olivia', roles: ['owner', 'auditor'] });
  });

  it('is refused where an issuer is configured', async () => {
    const issuer = { AUTH_ISSUER: 'https://id.example', AUTH_AUDIENCE: 'x' };
    const { code, stderr } = await adminProcess(['token', 'owner', 'x'], {
      ...env,
      ...issuer,
      AUTH_JWKS_URL: 'https://id.example/keys',
    });
    expect(code).toBe(2);
    expect(stderr).toBe(
      'support-access: AUTH_* is set: tokens come from that issuer, or from its key with --key\n',
    );
  });

  it('with --key is signed as that issuer would, and needs no other configuration', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const file = join(directory.path, 'issuer.pem');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const args = ['token', '--key', file, '--hours', '2', 'service', 'crm'];
    const issuer = { AUTH_ISSUER: 'https://id.example', AUTH_AUDIENCE: 'x', NODE_ENV: 'production' };
    const { code, stdout, stderr } = await adminProcess(args, issuer);
    expect([code, stderr]).toEqual([0, '']);
    const { payload } = await jwtVerify(stdout.trim(), publicKey, {
      issuer: 'https://id.example',
      audience: 'x',
    });
    expect(payload).toMatchObject({ sub: 'crm', roles: ['service'], exp: payload.iat! + 7200 });
  });

  it.each([
    [['--key', 'key.pem'], '--key needs --issuer and --audience'],
    [['--key', 'key.pem', '--issuer', 'i', '--audience', 'a'], "no such file or directory, open 'key.pem'"],
    [['--key', 'package.json', '--issuer', 'i', '--audience', 'a'], '--key must name a PEM file'],
    [['--hours', '3'], '--hours is for --key'],
    [['--hours', '0'], "option '--hours <n>' argument '0' is invalid"],
  ])('%j is a mistake, exit code 2', async (options, message) => {
    const { code, stdout, stderr } = await adminProcess(['token', ...options, 'service', 'crm'], env);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('in a shell', () => {
  it('a reader who goes away is not complained to', async () => {
    const { stdout, stderr } = await inShell('support-access --help | head -1', env);
    expect(stdout).toMatch(/^Usage: .*\n$/);
    expect(stderr).toBe('');
  });

  it('has no colours in a pipe', async () =>
    expect((await inShell('support-access --help | cat', env)).stdout).not.toMatch(ESCAPES));
});
