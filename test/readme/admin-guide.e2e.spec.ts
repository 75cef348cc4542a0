import { readFileSync } from 'node:fs';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { adminProcess } from '../support/admin-process.js';
import { shellBlocksOf } from './blocks.js';
import { Shell } from './shell.js';
import { expectAsShown, titleOf } from './expect-as-shown.js';

const SLOW_MS = 120_000;
const FILE = 'docs/admin.md';
const blocks = shellBlocksOf(FILE);
const BY_NPM = 'npm run --silent admin -- ';
const DIRECTLY = 'node dist/apps/admin/main.js ';
let directory: { path: string; remove(): Promise<void> };
let service: ServiceProcess;
let shell: Shell;

beforeAll(async () => {
  directory = await temporaryDirectory();
  // Whoever tries it at their own pace has a checkpoint by then.
  service = await ServiceProcess.start({ ...embedded(directory.path), CHECKPOINT_SECONDS: '1' });
  shell = new Shell({ ...embedded(directory.path), API: service.address });
  const workspaceId = 'acme';
  const why = { ticketId: 'TICKET-48213', reason: 'Totals differ' };
  const described = { workspaceId, tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
  await service.command('guide-1', 'UpdateWorkspace', described);
  await service.command('guide-2', 'GrantSupportAccess', { workspaceId, actor: { id: 'olivia' }, ...why });
  const login = { workspaceId, engineer: { id: 'erin' }, ticketId: why.ticketId, ipAddress: '127.0.0.1' };
  await service.command('guide-3', 'RecordSupportLogin', login);
});
afterAll(async () => {
  await shell.close();
  await service.stop();
  await directory.remove();
});

it.each(blocks.map((block) => [titleOf(block), block] as const))(
  '%s',
  // What npm starts, without npm, which takes a second each time; that it does is the case after these.
  (_, block) => expectAsShown(shell, { ...block, script: block.script.replace(BY_NPM, DIRECTLY) }, SLOW_MS),
  SLOW_MS,
);

it('begins with what npm starts', async () => {
  expect(blocks[0]!.script).toContain(BY_NPM);
  const script = `${blocks[0]!.script.split('\n', 1)[0]}\nadmin token owner olivia`;
  expect(await shell.run(script, SLOW_MS)).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/);
});

it('speaks of every command', async () => {
  const { stdout } = await adminProcess(['--help']);
  const names = [...stdout.matchAll(/^ {2}([a-z-]+) .*$/gm)].map(([, name]) => name!);
  const text = readFileSync(FILE, 'utf8');
  expect(names.length).toBeGreaterThan(8);
  expect(
    names.filter((name) => name !== 'help' && !new RegExp(`admin ${name}|\`${name}\``).test(text)),
  ).toEqual([]);
});
