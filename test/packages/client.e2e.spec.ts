import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transformSync } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { service, withService } from '../e2e/with-service.js';
import { EmptyDirectory } from './empty-directory.js';

const MOST_BYTES = 20 * 1_024;

withService();

const directory = new EmptyDirectory();
const home = join(directory.path, 'node_modules/support-access-client');
beforeAll(() => directory.install('client', ['jose']));
afterAll(() => directory.remove());

/** Minified, which takes the comments out. */
const scripts = (): string[] =>
  readdirSync(join(home, 'dist'))
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(home, 'dist', name), 'utf8'))
    .map((code) => transformSync(code, { minify: true, format: 'esm', target: 'es2022' }).code);

const PROGRAM = `
import { ProblemError, SupportAccessClient } from 'support-access-client';
const { API, ...tokens } = process.env;
const as = (role) => new SupportAccessClient({ baseUrl: API, token: tokens[role] });
await as('SERVICE').updateWorkspace('acme', { tier: 'team', forcedSso: false, ownerIds: ['olivia'] });
const { grantId } = await as('OWNER').grant('acme', { durationMinutes: 60 });
const { token } = await as('ENGINEER').logIn('acme');
const { active } = await as('SERVICE').introspect(token);
const error = await as('OWNER').grant('acme').catch((error) => error);
const types = [];
for await (const { type } of as('AUDITOR').follow()) if (types.push(type) === 4) break;
console.log(JSON.stringify({ grantId, active, refused: [error instanceof ProblemError, error.code], types }));
process.exit();
`;

const TYPED = `
import type { Grant, ProblemError } from 'support-access-client';
import { SupportAccessClient } from 'support-access-client';
import { expressGuard, SupportSessionGuard } from 'support-access-client/guard';

const client = new SupportAccessClient({ baseUrl: 'https://support.example.com', token: async () => 'token' });
const grant: Grant = await client.grant('acme', { durationMinutes: 60 });
const ends: string = grant.expiresAt;
export const isOver = (error: ProblemError): boolean => error.code === 'ACCESS_EXPIRED' && ends !== '';
export const gate = expressGuard(new SupportSessionGuard({ issuer: 'https://support.example.com', token: 'token' }), {
  workspaceOf: 'from-session',
});
`;

/** With what TypeScript knows of browsers, and no types that happen to lie around. */
const CONFIG = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    target: 'es2022',
    lib: ['es2023', 'dom'],
    module: 'nodenext',
    types: [],
  },
  include: ['*.mts'],
};
const check = () => directory.run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', '.']);

describe('the client’s tarball', () => {
  it('has the code, the types, the licences, a README, and nothing else', () => {
    const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.\w+$|LICENSE$/.test(file),
    );
    expect(files.filter((file) => !file.startsWith('dist/types/')).sort()).toEqual([
      'LICENSE',
      'README.md',
      'dist/LICENSES-of-dependencies.txt',
      expect.stringMatching(/^dist\/chunk-\w+\.js$/),
      'dist/guard.js',
      'dist/index.js',
      'package.json',
    ]);
    const licenses = readFileSync(join(home, 'dist/LICENSES-of-dependencies.txt'), 'utf8');
    for (const name of ['eventsource-parser', 'openapi-fetch', 'uuid'])
      expect(licenses).toMatch(new RegExp(`^${name} \\S+, MIT\n\n[^-]+copyright`, 'im'));
  });

  it('has the version of the repository', () => {
    const versionOf = (file: string) =>
      (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
    expect(versionOf(join(home, 'package.json'))).toBe(versionOf('package.json'));
  });

  it('imports nothing of Node.js, and only the guard something of others', () => {
    const imported = scripts().flatMap((text) => [
      ...text.matchAll(/(?:\bfrom|^import|;import|\bimport\()["']([^."'][^"']*)/g),
    ]);
    expect(imported.map(([, name]) => name)).toEqual(['jose']);
    expect(scripts().join('\n')).not.toMatch(/\b(Buffer|require|__dirname)\b[.(]/);
  });

  it('is less than 20 KB, minified and compressed', () => {
    const bytes = gzipSync(scripts().join('\n')).length;
    console.log(`client and guard: ${(bytes / 1_024).toFixed(1)} KB minified and compressed`);
    expect(bytes).toBeGreaterThan(1_024);
    expect(bytes).toBeLessThan(MOST_BYTES);
  });

  it('tells the story in Node.js', async () => {
    directory.write('story.mjs', PROGRAM);
    const { code, stdout, stderr } = await directory.node('story.mjs', {
      API: service.address,
      ...Object.fromEntries(
        ['service', 'owner', 'engineer', 'auditor'].map((role) => [role.toUpperCase(), service.token(role)]),
      ),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      grantId: expect.any(String),
      active: true,
      refused: [true, 'ALREADY_GRANTED'],
      types: ['WorkspaceUpdated', 'SupportAccessGranted', 'SupportLogin', 'SupportAccessDenied'],
    });
  });

  it('has types that hold without any of the repository', async () => {
    directory.write('tsconfig.json', JSON.stringify(CONFIG));
    directory.write('typed.mts', TYPED);
    expect(await check()).toEqual({ code: 0, stdout: '', stderr: '' });
    directory.write('typed.mts', TYPED.replace('durationMinutes: 60', "durationMinutes: 'an hour'"));
    const { code, stdout } = await check();
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/^typed\.mts\(7,.*Type 'string' is not assignable to type 'number'/);
  });
});
