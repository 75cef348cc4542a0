import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseConfig } from '#config';
import type { RecordedCheckpoint } from '#event-store';
import { openEventReader, openEventStore, RecordedEvent } from '#event-store';
import { CheckpointKeys } from '#evidence';
import type { DoubleProcess } from '../doubles/eventstoredb/double-process.js';
import { startDoubleProcess } from '../doubles/eventstoredb/double-process.js';
import type { Directory, Json } from '../e2e/service-process.js';
import { embedded, temporaryDirectory } from '../e2e/service-process.js';
import { admin } from '../support/admin.js';
import { inShell, launchAdmin } from '../support/admin-process.js';
import { LogCopy } from '../support/log-copy.js';
import { appendAll, fillSignedLog } from '../support/signed-log.js';

const WORKSPACES = 12;
const CHECKPOINTS = 4;

let directory: Directory;
let server: DoubleProcess;
let env: Record<string, string>;
let source: string;
let notes: string[];

beforeAll(async () => {
  directory = await temporaryDirectory();
  env = { ...embedded(directory.path), EVIDENCE_ORIGIN: 'log.example/copy' };
  source = env['EVENT_STORE_URL']!;
  notes = await fillSignedLog(env, { workspaces: WORKSPACES, checkpoints: CHECKPOINTS });
});
afterAll(() => directory.remove());
beforeEach(async () => {
  server = await startDoubleProcess();
});
afterEach(() => server.close());

const fileUrl = (name: string): string => `sqlite:${join(directory.path, name, 'events.db')}`;

/** @returns what it printed, which is JSON */
async function copied(from: string, to: string, code = 0): Promise<Json> {
  const {
    code: found,
    stdout,
    stderr,
  } = await admin(['copy-events', '--json', '--from', from, '--to', to], env);
  expect([found, stderr]).toEqual([code, expect.any(String)]);
  return JSON.parse(stdout);
}

async function checkpointsIn(url: string): Promise<Omit<RecordedCheckpoint, 'position'>[]> {
  const reader = await openEventReader(url);
  const all: Omit<RecordedCheckpoint, 'position'>[] = [];
  for await (const page of reader.readCheckpoints())
    all.push(...page.map(({ revision, id, note }) => ({ revision, id, note })));
  await reader.close();
  return all;
}

/** Which events one append left, and everything in them but what one engine has and another has not. */
const contentsOf = async (url: string): Promise<object[]> =>
  [...(await LogCopy.read(url)).commands.values()].map(({ name, events }) => ({
    name,
    events: events.map(({ position: _, commandId: __, ...event }) => ({ ...event })),
  }));

/** The whole log as a bundle, by a service's configuration for that store. */
async function bundleOf(url: string, name: string): Promise<string> {
  const out = join(directory.path, `bundle-${name}`);
  const readModels = `sqlite:${join(directory.path, `${name}-read-models.db`)}`;
  const variables = {
    ...env,
    EVENT_STORE_URL: url,
    READ_MODEL_URL: readModels,
    DEV_KEYS_DIR: directory.path,
  };
  const { code, stderr } = await admin(['export', '--format', 'bundle', '--out', out], variables);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  return out;
}

it('takes a log from SQLite to EventStoreDB and back: the same bundles to the byte, under the same signed roots', async () => {
  const there = await copied(source, server.url);
  const { events } = await LogCopy.read(source);
  expect(there).toMatchObject({ outcome: 'equal', found: 0, copied: events.length });
  expect(there.source).toMatchObject({ events: events.length, checkpoints: CHECKPOINTS });
  expect(there.target).toEqual(there.source);
  const back = await copied(server.url, fileUrl('back'));
  expect([back.outcome, back.target]).toEqual(['equal', there.source]);

  expect(await contentsOf(fileUrl('back'))).toEqual(await contentsOf(source));
  expect(await contentsOf(server.url)).toEqual(await contentsOf(source));
  const recorded = await checkpointsIn(source);
  expect(recorded.map(({ note }) => note)).toEqual(notes);
  expect(await checkpointsIn(server.url)).toEqual(recorded);
  expect(await checkpointsIn(fileUrl('back'))).toEqual(recorded);

  const bundles = [
    await bundleOf(source, 'source'),
    await bundleOf(server.url, 'there'),
    await bundleOf(fileUrl('back'), 'back'),
  ];
  const contents = await Promise.all(
    bundles.map(async (bundle) => [
      await readFile(join(bundle, 'events.ndjson'), 'utf8'),
      await readFile(join(bundle, 'checkpoint.txt'), 'utf8'),
    ]),
  );
  expect(contents[0]![1]).toBe(notes.at(-1));
  expect(contents[1]).toEqual(contents[0]);
  expect(contents[2]).toEqual(contents[0]);
  const { evidenceOrigin, evidence } = parseConfig(env);
  const { vkeyDocument } = await CheckpointKeys.open(evidenceOrigin, evidence);
  const [vkeys, kept] = [join(directory.path, 'vkeys.txt'), join(directory.path, 'kept.txt')];
  await writeFile(vkeys, vkeyDocument);
  await writeFile(kept, notes[0]!);
  for (const bundle of bundles.slice(1)) {
    const args = ['verify', bundle, '--vkey', vkeys, '--known-checkpoint', kept];
    const { code, stdout } = await admin(args);
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'WHOLE']);
  }
});

it('has nothing to do the second time, and says in words what is the same', async () => {
  const to = fileUrl('twice');
  await copied(source, to);
  const { code, stdout, stderr } = await admin(['copy-events', '--to', to], env);
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/^0 events were copied, \d+ were there already\.$/m),
  ]);
  const [verdict, ...lines] = stdout.trimEnd().split('\n');
  expect(verdict).toBe('EQUAL');
  expect(lines).toEqual([
    expect.stringMatching(/^source {2}\d+ events, \d+ streams, 4 checkpoints, root \S{44}$/),
    expect.stringMatching(/^target {2}\d+ events, \d+ streams, 4 checkpoints, root \S{44}$/),
    expect.stringMatching(/^The heads of all \d+ streams are the same, revision and chain\.$/),
  ]);
  expect(lines[0]!.slice(6)).toBe(lines[1]!.slice(6));
});

it('begins the positions of a new file after those of the log that it is of', async () => {
  await copied(source, fileUrl('later'));
  const reader = await openEventReader(source);
  const { events } = await LogCopy.read(fileUrl('later'));
  expect(events[0]!.position).toBe((await reader.head()) + 1n);
  await reader.close();
});

describe('is refused, and leaves everything as it is, when', () => {
  const refused = async (from: string, to: string, code: number): Promise<string> => {
    const { code: found, stdout, stderr } = await admin(['copy-events', '--from', from, '--to', to], env);
    expect([found, stdout]).toEqual([code, '']);
    return stderr;
  };

  it('somebody writes the source', async () => {
    const writer = await openEventStore(source);
    const told = await refused(source, server.url, 2);
    expect(told).toContain('is being written by another process');
    expect(told).toContain('Stop the service first');
    await writer.close();
    expect((await LogCopy.read(server.url)).events).toEqual([]);
  });

  it('somebody writes the target', async () => {
    const writer = await openEventStore(fileUrl('busy'));
    expect(await refused(source, fileUrl('busy'), 2)).toContain('is being written by another process');
    await writer.close();
  });

  it('there is no source, no such engine, no server, or the target is the source', async () => {
    expect(await refused(fileUrl('nowhere'), server.url, 2)).toMatch(/nowhere\/events\.db does not exist/);
    expect(await refused(source, 'mysql:secret@somewhere', 2)).toMatch(
      /event store URL is sqlite:<path>, esdb/,
    );
    expect(await refused(source, source, 2)).toMatch(/--to: it is the event store that is to be copied/);
    expect(await refused(source, 'esdb://127.0.0.1:1?tls=false', 2)).toMatch(/the target does not answer/);
    expect((await admin(['copy-events'], env)).stderr).toMatch(/required option '--to <url>'/);
  });

  it('the target has another log', async () => {
    const { commands } = await LogCopy.read(source);
    const appends = [...commands.values()].map(({ events }) => events);
    const [first, second, third] = appends as [(typeof appends)[0], (typeof appends)[0], (typeof appends)[0]];
    const elsewhere = third.map(
      ({ position, revision, id, type, dataJson, metadataJson, chain }) =>
        new RecordedEvent(position, 'supportAccess-other', revision, id, type, dataJson, metadataJson, chain),
    );
    await appendAll(server.url, [first, elsewhere]);
    const told = await refused(source, server.url, 1);
    const after = first.length;
    expect(told).toContain(`after ${after} events: the source has ${second[0]!.stream} revision`);
    expect(told).toContain('and the target supportAccess-other');
    expect((await LogCopy.read(server.url)).events).toHaveLength(first.length + third.length);
  });

  it('the target is further than the source', async () => {
    await copied(source, server.url);
    const { commands } = await LogCopy.read(source);
    const beginning = [...commands.values()].slice(0, 5).map(({ events }) => events);
    await appendAll(fileUrl('beginning'), beginning);
    expect(await refused(fileUrl('beginning'), server.url, 1)).toMatch(
      /the source has nothing, and the target/,
    );
  });
});

it('ends at a signal between two appends, says how to go on, and goes on', async () => {
  const to = server.url;
  const program = launchAdmin(['copy-events', '--to', to], env);
  program.child.stderr!.on('data', (text: Buffer | string) => {
    if (/^Copying \d+\/\d+$/m.test(String(text))) program.child.kill('SIGINT');
  });
  const { code, stdout, stderr } = await program.toEnd();
  expect([code, stdout]).toEqual([130, '']);
  expect(stderr).toContain('The same command goes on from there.');
  const { events } = await LogCopy.read(to);
  expect(events.length).toBeGreaterThan(0);
  expect(await copied(source, to)).toMatchObject({ outcome: 'equal', found: events.length });
});

it('shows a bar on a terminal, and keeps what it prints apart from it', async () => {
  const to = fileUrl('terminal');
  const { code, stdout } = await inShell(`support-access copy-events --to '${to}'`, env, { terminal: true });
  expect(code).toBe(0);
  expect(stdout).toMatch(/Copying \[=+ *\] \d+%/);
  expect(stdout).toMatch(/Comparing \[=+ *\] \d+%/);
  expect(stdout).toMatch(/EQUAL/);
});
