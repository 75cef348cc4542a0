import { describe, expect, it } from '@jest/globals';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { directory, service, withService } from '../e2e/with-service.js';
import { describeWith } from '../engines/engines.js';
import { EXAMPLES_PYTHON } from '../engines/example-languages.js';
import { Program } from '../support/program.js';
import { programEnv } from '../support/program-env.js';

const EXAMPLE = resolve('examples/generated');
const DOCUMENT = resolve('docs/openapi.json');

const tokens = () =>
  Object.fromEntries(
    ['service', 'owner', 'engineer', 'auditor'].map((role) => [role.toUpperCase(), service.token(role)]),
  );

/** Tells the story in a directory, with the client that was made there. */
const tell = (cwd: string, command: string, args: readonly string[]) =>
  new Program(
    spawn(command, args, { cwd, env: { ...programEnv(), ...tokens(), SUPPORT_URL: service.address } }),
  ).toEnd();

const REFUSALS = [
  'mallory: denied NOT_WORKSPACE_OWNER',
  'acme: 409 ALREADY_GRANTED',
  'globex: 404 UNKNOWN_WORKSPACE',
];

describe('clients that others’ generators make of the OpenAPI document tell the story', () => {
  describeWith(['examples-python'], 'in Python', () => {
    withService();
    it('by openapi-python-client, which has no complaint', async () => {
      const cwd = join(directory.path, 'python');
      mkdirSync(cwd);
      const args = ['generate', '--path', DOCUMENT, '--meta', 'none', '--output-path', 'support_access'];
      const env = { ...programEnv(), PATH: `${dirname(EXAMPLES_PYTHON)}:${programEnv()['PATH']}` };
      const said = execFileSync(
        join(dirname(EXAMPLES_PYTHON), 'openapi-python-client'),
        [...args, '--fail-on-warning'],
        { cwd, env },
      );
      expect(String(said)).not.toMatch(/warning/i);
      cpSync(join(EXAMPLE, 'story.py'), join(cwd, 'story.py'));
      const { code, stdout, stderr } = await tell(cwd, EXAMPLES_PYTHON, ['story.py']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout.trim().split('\n')).toEqual([
        ...REFUSALS,
        'session: active=True erin for olivia',
        'event: WorkspaceUpdated acme',
        'event: SupportAccessDenied acme',
        'event: SupportAccessGranted acme',
        'event: SupportAccessDenied acme',
        'event: SupportLogin acme',
      ]);
    });
  });

  describeWith(['examples-go'], 'in Go', () => {
    withService();
    it('by oapi-codegen', async () => {
      const cwd = join(directory.path, 'go');
      cpSync(join(EXAMPLE, 'go'), cwd, { recursive: true });
      mkdirSync(join(cwd, 'api'), { recursive: true });
      execFileSync('go', ['tool', 'oapi-codegen', '-config', 'oapi-codegen.yaml', DOCUMENT], { cwd });
      execFileSync('go', ['vet', './...'], { cwd });
      const { code, stdout, stderr } = await tell(cwd, 'go', ['run', '.']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout.trim().split('\n')).toEqual([
        ...REFUSALS,
        'session: active=true erin for olivia',
        expect.stringMatching(/^event: SupportAccessGranted [0-9a-f-]{36} until \d{4}-/),
      ]);
    });
  });
});
