import { readFileSync } from 'node:fs';
import { SHAPE_NAMES } from '../../apps/admin/export/shapes/shape.js';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { eventually } from '../support/eventually.js';
import { shellBlocksOf } from './blocks.js';
import { Shell } from './shell.js';
import { titleOf } from './expect-as-shown.js';

/** The first call of the command line may build it. */
const SLOW_MS = 120_000;
const DOCUMENT = 'docs/export.md';
const blocks = shellBlocksOf(DOCUMENT);
let directory: { path: string; remove(): Promise<void> };
let service: ServiceProcess;
let shell: Shell;

beforeAll(async () => {
  directory = await temporaryDirectory();
  const env = { ...embedded(directory.path), CHECKPOINT_SECONDS: '1', TMPDIR: directory.path };
  service = await ServiceProcess.start(env);
  for (const workspaceId of ['acme', 'globex', 'initech'])
    await service.command(`update-${workspaceId}`, 'UpdateWorkspace', {
      workspaceId,
      tier: 'business',
      forcedSso: false,
      ownerIds: ['olivia'],
    });
  const latest = () => service.get('/v1/checkpoints/latest', service.token('auditor'));
  await eventually('all is signed for', async () => String((await latest()).body).split('\n')[1] === '3');
  shell = new Shell({ ...env, API: service.address });
});
afterAll(async () => {
  await shell.close();
  await service.stop();
  await directory.remove();
});

const PRINTED = [/^(\{"data":\{.*\}\n){3}$/, /^at,label,type,.*\r\n$/, /^WHOLE\n\nProven:\n- All 3 events /];

it.each(blocks.map((block, i) => [titleOf(block), block.script, PRINTED[i]] as const))(
  '%s',
  async (_, script, printed) => {
    expect(await shell.run(script, SLOW_MS)).toMatch(printed ?? 'a pattern for this block');
  },
  SLOW_MS,
);

it('names every format', () => {
  const text = readFileSync(DOCUMENT, 'utf8');
  for (const name of SHAPE_NAMES) expect(text).toContain(`| \`${name}\``);
});
