import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventReader, EventStore, RecordedEvent } from '#event-store';
import { openEventReader, openEventStore } from '#event-store';
import type { Manifest, Scope, Verification } from '#evidence';
import { CheckpointKeys, CheckpointMaker, openLogTree, parseVkeys, verifyBundle } from '#evidence';
import { eventually } from '../../../../test/support/eventually.js';
import { Random } from '../../../../test/support/random.js';
import { FakeCli } from '../../spec/fake-cli.js';
import { allEvents, appendSample, grantOf } from '../spec/sample-log.js';
import { Target } from '../target.js';
import { exportBundle } from './export-bundle.js';

const ORIGIN = 'support.example.com/log';
const WORKSPACES = ['acme', 'globex', 'initech'];
const COUNT = 1_500;

let directory: string;
let env: Record<string, string>;
let keys: CheckpointKeys;
let reader: EventReader;
let all: RecordedEvent[];

/** As the service would, while it runs. */
async function withStore<T>(work: (store: EventStore) => Promise<T>): Promise<T> {
  const store = await openEventStore(env['EVENT_STORE_URL']!);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Folds the tree and signs. */
async function makeCheckpoint(store: EventStore): Promise<void> {
  const tree = await openLogTree(env['READ_MODEL_URL']!);
  const { position } = await tree.bookmark();
  for await (const page of store.readAll(position)) await tree.apply(page, page.at(-1)!.position);
  await new CheckpointMaker(store, tree, keys).make();
  await tree.close();
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'bundle-'));
  env = {
    EVENT_STORE_URL: `sqlite:${join(directory, 'events.db')}`,
    READ_MODEL_URL: `sqlite:${join(directory, 'read-models.db')}`,
    EVIDENCE_ORIGIN: ORIGIN,
    CHECKPOINT_SECONDS: '1',
  };
  keys = await CheckpointKeys.open(ORIGIN, new FakeCli(env).config().evidence);
  await withStore((store) => appendSample(store, WORKSPACES, COUNT, new Random(11)));
  reader = await openEventReader(env['EVENT_STORE_URL']!);
  all = await allEvents(reader);
});
afterAll(async () => {
  await reader.close();
  rmSync(directory, { recursive: true });
});

let out: string;
beforeEach(() => (out = join(mkdtempSync(join(directory, 'out-')), 'evidence')));

async function run(scope: Scope, { cli = new FakeCli(env), force = false, from = reader } = {}) {
  const request = { scope, format: 'bundle', gzip: false, origin: ORIGIN } as const;
  return exportBundle(cli, cli.config(), from, new Target(out, force), request);
}
const verify = (): Promise<Verification> => verifyBundle(out, { vkeys: parseVkeys(keys.vkeyDocument) });
const manifest = (): Manifest => JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as Manifest;

const at = (i: number): string => all[i]!.metadata.recordedAt;
const scopes: [string, () => Scope, string[]][] = [
  ['the log', () => ({ kind: 'log' }), []],
  ['a workspace', () => ({ kind: 'workspace', workspaceId: 'acme' }), []],
  ['a span of time', () => ({ kind: 'span', by: 'time', from: at(100), to: at(900) }), ['proofs.ndjson']],
  [
    'a span of positions',
    () => ({ kind: 'span', by: 'position', after: `${all[50]!.position}`, until: `${all[1400]!.position}` }),
    ['proofs.ndjson'],
  ],
  [
    'a grant',
    () => ({ kind: 'grant', workspaceId: 'globex', grantId: grantOf('globex', 5) }),
    ['proofs.ndjson'],
  ],
  ['an empty span', () => ({ kind: 'span', by: 'time', to: '2026-10-01T00:00:00.000Z' }), ['proofs.ndjson']],
];

describe.each(scopes)('%s', (_, scopeOf, more) => {
  it('verifies whole, of a stopped service', async () => {
    const { count } = await run(scopeOf());
    expect(await verify()).toMatchObject({ verdict: 'whole', events: count });
    expect(readdirSync(out).sort()).toEqual(
      ['checkpoint.txt', 'events.ndjson', 'manifest.json', ...more].sort(),
    );
    expect(readdirSync(join(out, '..'))).toEqual(['evidence']);
    expect(manifest()).toMatchObject({ origin: ORIGIN, scope: scopeOf(), count });
  });

  it('verifies whole, of a service that runs', async () => {
    await withStore(async () => {
      const { count } = await run(scopeOf());
      expect(await verify()).toMatchObject({ verdict: 'whole', events: count });
    });
  });

  it('is found out when one byte of it changes', async () => {
    await run(scopeOf());
    const random = new Random(12);
    // All but the manifest: it leads to the evidence, and nobody signs when a bundle was made.
    for (const name of readdirSync(out).filter((name) => name !== 'manifest.json')) {
      const file = join(out, name);
      const bytes = readFileSync(file);
      if (bytes.length === 0) continue;
      const changed = Buffer.from(bytes);
      changed[random.int(0, bytes.length - 1)]! ^= 1 << random.int(0, 6);
      writeFileSync(file, changed);
      expect(await verify()).not.toMatchObject({ verdict: 'whole' });
      writeFileSync(file, bytes);
    }
    expect(await verify()).toMatchObject({ verdict: 'whole' });
  });
});

/** After those above, since the log grows here. */
describe('a log that has grown since its newest checkpoint', () => {
  beforeAll(() => withStore((store) => appendSample(store, ['umbrella'], 40, new Random(13))));

  it('is exported whole, and what nobody has signed for is told', async () => {
    const { count, uncovered } = await run({ kind: 'log' });
    expect({ count, uncovered }).toEqual({ count: COUNT + 40, uncovered: 40 });
    expect(await verify()).toMatchObject({
      verdict: 'whole',
      events: COUNT + 40,
      uncovered: { fromIndex: COUNT, count: 40 },
    });
  });

  it('waits for the checkpoint that proves its newest events, while a service runs', async () => {
    await withStore(async (store) => {
      const cli = new FakeCli(env);
      const exporting = run(
        { kind: 'grant', workspaceId: 'umbrella', grantId: grantOf('umbrella', 7) },
        { cli },
      );
      await eventually('it waits', () => cli.said.includes('Waiting for the service to fold the log …'));
      await makeCheckpoint(store);
      await exporting;
      expect(await verify()).toMatchObject({ verdict: 'whole' });
    });
  });

  it('gets the checkpoint that proves its newest events made, while no service runs', async () => {
    await withStore((store) => appendSample(store, ['wayne'], 40, new Random(14)));
    const before = (await reader.lastCheckpoint())!;
    await run({ kind: 'grant', workspaceId: 'wayne', grantId: grantOf('wayne', 7) });
    expect((await reader.lastCheckpoint())!.revision).toBe(before.revision + 1);
    expect(await verify()).toMatchObject({ verdict: 'whole', checkpoint: { size: COUNT + 80 } });
  });
});

describe('the key', () => {
  it('must be there for a workspace: it is named when it is not', async () => {
    const cli = new FakeCli({ ...env, DEV_KEYS_DIR: join(directory, 'elsewhere') });
    await expect(run({ kind: 'workspace', workspaceId: 'acme' }, { cli })).rejects.toThrow(
      'EVIDENCE_SIGNING_KEY',
    );
  });

  it('must be the one of this log', async () => {
    const cli = new FakeCli({ ...env, DEV_KEYS_DIR: join(directory, 'other-keys') });
    await CheckpointKeys.open(ORIGIN, cli.config().evidence);
    await expect(run({ kind: 'workspace', workspaceId: 'acme' }, { cli })).rejects.toThrow(
      'EVIDENCE_SIGNING_KEY and EVIDENCE_ORIGIN are not those of this log',
    );
  });
});

it('replaces a bundle by force, and no other directory', async () => {
  await run({ kind: 'log' });
  await expect(run({ kind: 'log' })).rejects.toThrow('--force replaces it');
  await run({ kind: 'workspace', workspaceId: 'acme' }, { force: true });
  expect(await verify()).toMatchObject({ verdict: 'whole', scope: { kind: 'workspace' } });
  rmSync(join(out, 'manifest.json'));
  await expect(run({ kind: 'log' }, { force: true })).rejects.toThrow('is not replaced');
});

it('goes on to the same bundle after any interruption', async () => {
  const scope: Scope = { kind: 'span', by: 'time', from: at(10) };
  await run(scope);
  const files = (): Record<string, string> =>
    Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')]));
  const { 'manifest.json': told, ...whole } = files();
  rmSync(out, { recursive: true });
  const random = new Random(15);
  for (let tries = 0; ; tries++) {
    const cli = new FakeCli(env);
    // Somewhere among the pages of the events, or of the proofs.
    let left = random.int(0, 12);
    cli.progress = () => ({
      update: () => void (left-- === 0 && cli.interrupt()),
      stop: () => undefined,
    });
    const ended = await run(scope, { cli }).then(
      () => 'complete',
      (error: Error) => error.message,
    );
    if (ended === 'complete') break;
    expect(ended).toContain('aborted');
    expect(tries).toBeLessThan(100);
  }
  const { 'manifest.json': toldAgain, ...wholeAgain } = files();
  expect(wholeAgain).toEqual(whole);
  const { createdAt, ...rest } = JSON.parse(toldAgain!) as Manifest;
  expect({ ...rest, createdAt: (JSON.parse(told!) as Manifest).createdAt }).toEqual(JSON.parse(told!));
  expect(Date.parse(createdAt)).not.toBeNaN();
  expect(await verify()).toMatchObject({ verdict: 'whole' });
});
