import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startDoubleProcess } from '../doubles/eventstoredb/double-process.js';
import type { Directory } from '../e2e/service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { describeWith } from '../engines/engines.js';
import { eventually } from '../support/eventually.js';
import { shellBlocksOf } from './blocks.js';
import { Shell } from './shell.js';
import { expectAsShown } from './expect-as-shown.js';

/** The command line may have to be built first. */
const SLOW_MS = 120_000;
const DOCUMENT = 'docs/operations.md';
const text = readFileSync(DOCUMENT, 'utf8');
const [backup, check, restore, move, ...others] = shellBlocksOf(DOCUMENT);

let directory: Directory;
let at: (name: string) => string;
let service: ServiceProcess;

beforeEach(async () => {
  directory = await temporaryDirectory();
  at = (name) => join(directory.path, name);
  await mkdir(at('data'));
  await mkdir(at('backup'));
  service = await ServiceProcess.start(settings());
});
afterEach(async () => {
  await service.stop();
  await directory.remove();
});

const settings = (): Record<string, string> => ({
  ...embedded(at('data')),
  EVIDENCE_ORIGIN: 'support.example.com/log',
  CHECKPOINT_SECONDS: '1',
});

async function record(...workspaces: string[]): Promise<void> {
  for (const workspaceId of workspaces) {
    const data = { workspaceId, tier: 'free', forcedSso: false, ownerIds: ['olivia'] };
    expect(await service.command(workspaceId, 'UpdateWorkspace', data)).toMatchObject({ status: 200 });
  }
}

it('has four blocks to run', () =>
  expect([restore?.kind, move?.kind, others]).toEqual(['restore', 'move', []]));

it(
  'moves a log as shown, and only while the service is stopped',
  async () => {
    await record('a', 'b');
    await signedFor(2);
    const server = await startDoubleProcess();
    const { EVENT_STORE_URL } = settings();
    const shell = new Shell({ EVENT_STORE_URL: EVENT_STORE_URL!, TARGET: server.url });
    await expect(shell.run(move!.script, SLOW_MS)).rejects.toThrow(/is being written by another process/);
    await service.stop();
    await expectAsShown(shell, move!);
    await shell.close();
    await server.close();
  },
  2 * SLOW_MS,
);

describeWith(['sqlite3'], 'a backup as shown', () => {
  let shell: Shell;
  beforeEach(() => {
    const places = { DATA: at('data'), BACKUP: at('backup'), DEV_KEYS_DIR: at('data/dev-keys') };
    shell = new Shell({ ...places, EVIDENCE_ORIGIN: 'support.example.com/log' });
  });
  afterEach(() => shell.close());

  it(
    'is taken while the service runs, is whole, and goes back into its place',
    async () => {
      await record('a', 'b');
      await signedFor(2);
      await expectAsShown(shell, backup!);
      await record('c');
      expect(await shell.run(check!.script, SLOW_MS)).toMatch(/^WHOLE$/m);
      expect(await service.stop()).toBe(0);

      // Put back over the newer log it is refused, as the guide says.
      await shell.run(restore!.script);
      await expect(startAndFail()).resolves.toMatch(/does not hold the last event that .* was folded from/);
      await shell.run('rm "$DATA"/read-models*');
      service = await ServiceProcess.start(settings());
      await record('d');
      await signedFor(3);
    },
    2 * SLOW_MS,
  );
});

/** Waits for a checkpoint of so many events: what nobody signed for yet is no log that could be verified. */
async function signedFor(size: number): Promise<void> {
  const token = service.token('auditor');
  const sizeOf = (note: unknown): number => Number(String(note).split('\n')[1]);
  await eventually(
    `a checkpoint of ${size} events`,
    async () => sizeOf((await service.get('/v1/checkpoints/latest', token)).body) === size,
  );
}

async function startAndFail(): Promise<string> {
  const started = await ServiceProcess.start(settings()).catch((error: Error) => error);
  // A check that takes seconds goes on while the service listens.
  if (started instanceof Error) return started.message;
  service = started;
  await service.ended();
  return service.output.stdout + service.output.stderr;
}

describe('the components', () => {
  it('of health are those that health has', async () => {
    const { body } = await service.get('/health/ready');
    const { components } = body as { components: Record<string, unknown> };
    const section = text.slice(text.indexOf('\n## Health'), text.indexOf('\n## Metrics'));
    const named = [...section.matchAll(/^\| `([a-z ]+)`/gm)].map(([, name]) => name!);
    expect(named).toEqual(expect.arrayContaining(Object.keys(components)));
    // Of those that need a broker, or an end.
    const others = named.filter((name) => !(name in components));
    expect(others).toEqual(['command consumer', 'event publisher', 'service']);
  });
});

it('quotes what a log that was restored is refused with', () => {
  const source = readFileSync('libs/evidence/checkpoints/log-check.ts', 'utf8').replaceAll(
    /\$\{[^}]*\}/g,
    '…',
  );
  for (const quoted of [
    'does not hold the last event that … was folded from',
    'has a checkpoint of … events, and the log has …',
    'are not those of the checkpoint in …: it was replaced or changed',
    'in another place: it was moved to another store',
  ]) {
    expect(text).toContain(quoted);
    expect(source).toContain(quoted);
  }
  const [, title] = /see "([^"]*)" in docs\/operations\.md/.exec(source)!;
  expect(text).toContain(`\n### ${title}\n`);
});
