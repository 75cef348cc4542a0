import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { DevelopmentTokens, USER_ROLES } from '#auth';
import type { Directory } from '../e2e/service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { describeWith } from '../engines/engines.js';
import { schemathesis } from '../engines/schemathesis.js';
import { ApiDocument } from './api-document.js';

/** For each call and phase. */
const MAX_EXAMPLES = 10;

describeWith(['schemathesis'], 'Schemathesis, from the document', () => {
  let service: ServiceProcess;
  let directory: Directory;
  beforeAll(async () => {
    directory = await temporaryDirectory();
    service = await ServiceProcess.start({ ...embedded(directory.path), REQUESTS_PER_MINUTE: '0' });
  });
  afterAll(async () => {
    await service.stop();
    await directory.remove();
  });

  it('finds no answer of any call that the document does not have', async () => {
    const tokens = await DevelopmentTokens.open(join(directory.path, 'dev-keys'));
    const token = await tokens.sign(USER_ROLES, 'olivia');
    const body = { tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
    await service.send('PUT', '/v1/workspaces/acme', { token, body });
    const options: Record<string, string> = {
      '--url': service.address,
      '--header': `Authorization: Bearer ${token}`,
      '--max-examples': String(MAX_EXAMPLES),
      '--request-timeout': '15',
      '--generation-database': 'none',
    };
    const flags = ['--continue-on-failure', '--no-color', ...Object.entries(options).flat()];
    const config = resolve('test/fuzz/schemathesis.toml');
    // The file, and not what is served, which is equal: it leaves out the call that it has a document from.
    const args = ['--config-file', config, 'run', resolve('docs/openapi.json'), ...flags];
    const { code, output } = await run(args, directory.path);
    if (code !== 0) throw new Error(output);
    // All but the one that has no end.
    expect(output).toContain(`Tested: ${ApiDocument.read().calls.length - 1}\n`);
    expect((await service.get('/health/live')).status).toBe(200);
  }, 600_000);
});

/** In the service's directory: it leaves files behind. */
async function run(args: readonly string[], cwd: string): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env, SCHEMATHESIS_HOOKS: resolve('test/fuzz/schemathesis_hooks.py') };
  const child = spawn(schemathesis()!, args, { cwd, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}
