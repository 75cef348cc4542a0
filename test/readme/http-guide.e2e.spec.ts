import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { shellBlocksOf } from './blocks.js';
import { Shell } from './shell.js';
import { titleOf } from './expect-as-shown.js';

/** The first block asks npm for five tokens. */
const SLOW_MS = 120_000;
const blocks = shellBlocksOf('docs/http.md');
const printed = new Map<string, string>();
let directory: { path: string; remove(): Promise<void> };
let service: ServiceProcess;
let shell: Shell;

beforeAll(async () => {
  directory = await temporaryDirectory();
  // Whoever tries it at their own pace has a checkpoint by then.
  service = await ServiceProcess.start({ ...embedded(directory.path), CHECKPOINT_SECONDS: '1' });
  shell = new Shell({ ...embedded(directory.path), API: service.address });
});
afterAll(async () => {
  await shell.close();
  await service.stop();
  await directory.remove();
});

it.each(blocks.map((block) => [titleOf(block), block.script] as const))(
  '%s',
  async (_, script) => {
    const output = await shell.run(script, SLOW_MS);
    printed.set(script, output);
    // Nothing that the guide shows is refused; only the first block and the one that keeps a token print nothing.
    expect(output).not.toContain('urn:support-access:problem');
    expect(output.trim() !== '').toBe(!/^(API|SESSION)=/.test(script));
  },
  SLOW_MS,
);

it('tells the truth about sessions: live, and over with their grant', () => {
  const answers = [...printed]
    .filter(([script]) => script.includes('introspect'))
    .map(([, output]) => output);
  expect(answers.map((output) => /"active":(\w+)/.exec(output)?.[1])).toEqual(['true', 'false']);
});

it('a session token is checked in Node, and says who acts for whom', () => {
  const [, output] = [...printed].find(([script]) => script.includes('createRemoteJWKSet')) ?? [];
  expect(output).toBe('erin acts for olivia in wayne\n');
});

const hasJava = spawnSync('java', ['-version']).status === 0;

// A tampered one is refused: what would take any token for good would print the same.
(hasJava ? describe : describe.skip)('and in Java', () => {
  it(
    'by the class of the guide',
    async () => {
      const [, source] = /^```java\n(.*?)^```$/ms.exec(readFileSync('docs/http.md', 'utf8'))!;
      const file = join(directory.path, 'SessionCheck.java');
      writeFileSync(file, source!);
      const session = (await shell.run('echo $SESSION', SLOW_MS)).trim();
      const check = (token: string) =>
        spawnSync('java', [file, service.address, token], { encoding: 'utf8', timeout: SLOW_MS });
      expect(check(session)).toMatchObject({ status: 0, stdout: 'erin acts for olivia in wayne\n' });
      const [header, claims, signature] = session.split('.') as [string, string, string];
      const forged = Buffer.from(claims, 'base64url').toString().replace('wayne', 'wayn3');
      const tampered = `${header}.${Buffer.from(forged).toString('base64url')}.${signature}`;
      expect(check(tampered).stderr).toContain('this is no token of a support session');
    },
    SLOW_MS,
  );
});

it('the issuer of session tokens is found by its name alone: its keys, how they sign, who knows what is live', async () => {
  const issuer = service.address;
  const { body } = await service.get('/.well-known/openid-configuration');
  expect(body).toEqual({
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    introspection_endpoint: `${issuer}/v1/sessions/introspect`,
    revocation_endpoint: `${issuer}/v1/sessions/revoke`,
    id_token_signing_alg_values_supported: ['ES256'],
    subject_types_supported: ['public'],
    response_types_supported: [],
  });
  const { body: keys } = await service.get('/.well-known/jwks.json');
  expect(keys.keys).toMatchObject([{ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' }]);
});

it('the client says why, what happened, and everything that is in the log, and ends', () => {
  const [, output = ''] = [...printed].find(([script]) => script.includes('#client')) ?? [];
  const lines = output.trim().split('\n');
  expect(lines[0]).toMatch(/^ALREADY_GRANTED 20/);
  expect(lines.slice(1, 4).map((line) => line.slice(25))).toEqual([
    'Support Access Revoked',
    'Support Access Denied',
    'Support Access Granted',
  ]);
  expect(lines.at(-1)).toMatch(/^\d+ SupportAccessRevoked wayne$/);
});

it('shows every call of the document', async () => {
  const { body } = await service.get('/openapi.json');
  const paths = Object.keys((body as { paths: object }).paths).filter((path) => path !== '/docs/{file}');
  const all = blocks.map(({ script }) => script).join('\n');
  expect(paths.length).toBeGreaterThan(15);
  const shown: Record<string, string> = {
    workspaceId: 'wayne',
    requestId: '$REQUEST',
    sessionId: '$ID',
    ticketId: 'T-8',
    engineerId: 'erin',
    eventId: '$EVENT',
  };
  const asShown = (path: string): string =>
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => shown[name] ?? name);
  expect(paths.filter((path) => !all.includes(asShown(path)))).toEqual([]);
});
