import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { service, withService } from '../e2e/with-service.js';
import { describeWith } from '../engines/engines.js';
import { EXAMPLES_PYTHON } from '../engines/example-languages.js';
import { generateClient } from '../engines/openapi-generator.js';
import { Program } from '../support/program.js';
import { programEnv } from '../support/program-env.js';

const EXAMPLE = resolve('examples/openapi-generator');
const GO = [
  'enumClassPrefix=true',
  'disallowAdditionalPropertiesIfNotPresent=false',
  'packageName=supportaccess',
  'withGoMod=false',
];
const TSC = resolve('node_modules/typescript/bin/tsc');

let cwd: string;
const client = () => join(cwd, 'client');
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'support-access-generated-'));
  cpSync(EXAMPLE, cwd, { recursive: true });
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** @returns the lines that the story prints */
async function told(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string[]> {
  const roles = ['service', 'owner', 'engineer', 'auditor'];
  const tokens = Object.fromEntries(roles.map((role) => [role.toUpperCase(), service.token(role)]));
  const surroundings = { ...programEnv(), ...tokens, SUPPORT_URL: service.address, ...env };
  const { code, stdout, stderr } = await new Program(
    spawn(command, args, { cwd, env: surroundings }),
  ).toEnd();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trim().split('\n');
}

const STORY = [
  'mallory: denied NOT_WORKSPACE_OWNER',
  'acme: 409 409 ALREADY_GRANTED',
  'globex: 404 404 UNKNOWN_WORKSPACE',
  'terms: 400 400 MALFORMED',
  expect.stringMatching(/^session: [Tt]rue erin for olivia$/),
  'event: WorkspaceUpdated acme',
  'event: SupportAccessDenied acme',
  'event: SupportAccessGranted acme',
  'event: SupportAccessDenied acme',
  'event: SupportLogin acme',
];

describeWith(['openapi-generator'], 'OpenAPI Generator', () => {
  it.each(['java', 'csharp'])('makes a client for %s and has no complaint', (generator) => {
    expect(generateClient(generator, client())).toEqual([]);
  });

  describe('for TypeScript', () => {
    withService();
    it('its client compiles, and tells the story', async () => {
      expect(generateClient('typescript-fetch', client(), ['importFileExtension=.js'])).toEqual([]);
      symlinkSync(resolve('node_modules'), join(cwd, 'node_modules'));
      writeFileSync(join(cwd, 'package.json'), '{"type":"module"}');
      const strict = [
        '--strict',
        '--target',
        'es2023',
        '--lib',
        'es2023,dom',
        '--module',
        'nodenext',
        '--types',
        'node',
      ];
      execFileSync(process.execPath, [TSC, '--noEmit', '--ignoreConfig', ...strict, 'story.ts'], { cwd });
      const outfile = join(cwd, 'story.mjs');
      await build({
        entryPoints: [join(cwd, 'story.ts')],
        bundle: true,
        platform: 'node',
        format: 'esm',
        outfile,
      });
      expect(await told(process.execPath, ['story.mjs'])).toEqual(STORY);
    });
  });
});

describeWith(['openapi-generator', 'examples-python'], 'OpenAPI Generator for Python', () => {
  withService();
  it('its client tells the story', async () => {
    expect(generateClient('python', client())).toEqual([]);
    expect(await told(EXAMPLES_PYTHON, ['story.py'], { PYTHONPATH: client() })).toEqual(STORY);
  });
});

describeWith(['openapi-generator', 'examples-go'], 'OpenAPI Generator for Go', () => {
  withService();
  it('its client compiles, and tells the story', async () => {
    expect(generateClient('go', client(), GO)).toEqual([]);
    rmSync(join(client(), 'test'), { recursive: true });
    execFileSync('go', ['tool', 'goimports', '-w', 'client'], { cwd });
    execFileSync('go', ['vet', './...'], { cwd });
    const lines = await told('go', ['run', '.']);
    // Of its kind.
    expect(lines.filter((line) => /^granted until \d{4}$/.test(line))).toHaveLength(1);
    expect(lines.filter((line) => !line.startsWith('granted'))).toEqual(STORY);
  });
});
