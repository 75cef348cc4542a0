import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '#config';
import { openEventStore } from '#event-store';
import { CheckpointKeys, signCheckpoint } from '#evidence';
import { makeCheckpoint } from '../../../test/support/checkpointed-log.js';
import { Random } from '../../../test/support/random.js';
import { appendSample } from '../export/spec/sample-log.js';
import { runCommand } from '../run-command.js';
import { FakeCli } from '../spec/fake-cli.js';

// A checkpoint that was signed over a tree with a hole: what shows it, and how the log goes on.

const ORIGIN = 'log.example/first';
const EVENTS = 20;
let directory: string;
let env: Record<string, string>;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'checkpoints-'));
  env = {
    EVENT_STORE_URL: `sqlite:${join(directory, 'events.db')}`,
    READ_MODEL_URL: `sqlite:${join(directory, 'models.db')}`,
    DEV_KEYS_DIR: join(directory, 'dev-keys'),
    EVIDENCE_ORIGIN: ORIGIN,
  };
  const store = await openEventStore(env['EVENT_STORE_URL']!);
  await appendSample(store, ['acme', 'globex'], EVENTS, new Random(1));
  await store.close();
});
afterEach(() => rmSync(directory, { recursive: true }));

async function run(where: Record<string, string>, ...args: string[]) {
  const cli = new FakeCli(where);
  await runCommand(cli, args);
  return { code: cli.exitCode, stdout: cli.bytes.toString(), said: cli.said };
}

/** Records a checkpoint that our key signed, of a tree that is not the log's. */
async function signWrongly(size: number): Promise<void> {
  const { evidenceOrigin: origin, evidence } = parseConfig(env);
  const { signer } = await CheckpointKeys.open(origin, evidence);
  await record(signCheckpoint({ origin, size, root: Buffer.alloc(32, 7) }, [signer]));
}

async function record(note: string): Promise<void> {
  const store = await openEventStore(env['EVENT_STORE_URL']!);
  const last = await store.lastCheckpoint();
  await store.appendCheckpoint(last?.revision ?? 'empty', note);
  await store.close();
}

const listed = ({ stdout }: { stdout: string }): Record<string, unknown>[] =>
  (JSON.parse(stdout) as { checkpoints: Record<string, unknown>[] }).checkpoints;

it('lists what each checkpoint covers, and whether the log is that', async () => {
  const none = await run(env, 'checkpoints', '--json');
  expect([none.code, listed(none)]).toEqual([0, []]);
  const { keys } = await makeCheckpoint(env);
  const [name, keyId] = keys.signer.vkey.split('+');
  const good = {
    revision: 0,
    position: expect.stringMatching(/^\d+$/),
    madeAt: expect.stringMatching(/Z$/),
    covers: 'same',
    origin: ORIGIN,
    size: EVENTS,
    root: expect.stringMatching(/^.{43}=$/),
    keys: [`${name}+${keyId}`],
  };
  const whole = await run(env, 'checkpoints', '--json');
  expect([whole.code, listed(whole)]).toEqual([0, [good]]);
  await signWrongly(EVENTS - 1);
  await signWrongly(EVENTS + 1);
  await record('not a note');
  const found = await run(env, 'checkpoints', '--json');
  expect(found.code).toBe(1);
  expect(listed(found).map(({ revision, covers, size }) => [revision, covers, size])).toEqual([
    [0, 'same', EVENTS],
    [1, 'other', EVENTS - 1],
    [2, 'missing', EVENTS + 1],
    [3, 'unreadable', undefined],
  ]);
  expect(found.said).toEqual(['The log is not what 3 of 4 checkpoints say.']);
  const text = await run(env, 'checkpoints');
  expect(text.stdout).toContain(
    `checkpoint 1  THE LOG HAS OTHERS\n  ${EVENTS - 1} events of ${ORIGIN}, root `,
  );
});

it('goes on in a new store, with a new origin and an empty tree; the old store keeps its checkpoints', async () => {
  await signWrongly(EVENTS);
  expect((await run(env, 'verify', '--json')).code).toBe(1);
  const next = {
    ...env,
    EVENT_STORE_URL: `sqlite:${join(directory, 'second.db')}`,
    READ_MODEL_URL: `sqlite:${join(directory, 'second-models.db')}`,
    EVIDENCE_ORIGIN: 'log.example/second',
  };
  const copied = await run(
    env,
    'copy-events',
    '--without-checkpoints',
    '--to',
    next.EVENT_STORE_URL,
    '--json',
  );
  expect(copied).toMatchObject({ code: 0 });
  expect(JSON.parse(copied.stdout)).toMatchObject({
    outcome: 'equal',
    copied: EVENTS,
    target: { events: EVENTS, checkpoints: 0 },
  });
  await makeCheckpoint(next);
  expect((await run(next, 'verify', '--json')).code).toBe(0);
  expect(listed(await run(next, 'checkpoints', '--json'))).toMatchObject([
    { covers: 'same', origin: 'log.example/second', size: EVENTS },
  ]);
  expect(listed(await run(env, 'checkpoints', '--json'))).toMatchObject([
    { covers: 'other', origin: ORIGIN },
  ]);
  // A copy that would bring them along after all is refused.
  expect((await run(env, 'copy-events', '--to', next.EVENT_STORE_URL)).code).toBe(1);
});
