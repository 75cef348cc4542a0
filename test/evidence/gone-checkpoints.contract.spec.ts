import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Registry } from '@prometheus-io/client';
import { CommandDoor } from '#commands';
import type { EventStore } from '#event-store';
import { openEventStore } from '#event-store';
import { openFollowerPosition, SIGNED_CHECKPOINTS } from '#derived';
import type { LogTree } from '#evidence';
import { CheckpointKeys, openLogTree, sizeOfNote } from '#evidence';
import { runCommand } from '../../apps/admin/run-command.js';
import { FakeCli } from '../../apps/admin/spec/fake-cli.js';
import { DamageWatch } from '../../apps/service/workers/evidence/damage-watch.js';
import { signingOf } from '../../apps/service/workers/evidence/signing.js';
import { EventStoreDbDouble } from '../doubles/eventstoredb/event-store-db-double.js';
import { eventually } from '../support/eventually.js';
import { clock, describeIt, policy } from './olivias-commands.js';

// Somebody takes checkpoints away from the event store; the log itself, which they vouch for, is as it was.

const keys = new CheckpointKeys('log.example/gone', [generateKeyPairSync('ed25519').privateKey]);
const STREAM = 'supportAccessCheckpoints';
const NEWEST = /^the checkpoint of 3 events is gone/;
const FIRST = /^the first 1 checkpoints are gone/;

type Engine = { open: () => Promise<string>; close: () => void; remove: (which: Which) => void };
type Which = 'first' | 'newest' | 'all';

let directory: string;
let url: string;
let store: EventStore;
let tree: LogTree;
let sent: number;
let lines: unknown[];

const modelsUrl = (): string => `sqlite:${join(directory, 'read-models.db')}`;

/** What signs the log in one process. @param received the checkpoints that the topic has */
function signLog(received: readonly string[] = []) {
  const logger = { error: (facts: object) => lines.push(facts), debug: () => 0, warn: () => 0 } as never;
  const folded = { damages: async () => [], position: async () => 0n, waitFor: async () => true };
  const damage = new DamageWatch(folded, logger);
  damage.checkDone();
  const config = { readModelUrl: modelsUrl(), evidence: { checkpointSeconds: 0.02 } };
  const fail = (error: unknown): void => void lines.push(error);
  const foundation = { config, logger, damage, metrics: new Registry(), fail } as never;
  const parts = { keys, tree, log: store, topic: undefined, passedBy: () => undefined };
  const signing = signingOf(foundation, store)(parts);
  signing.start(received);
  return { damage, stop: () => signing.finish() };
}

const newestSize = async (): Promise<number> => sizeOfNote((await store.lastCheckpoint())?.note ?? '\n0');

async function grow(): Promise<void> {
  const command = describeIt(`w${++sent}`);
  const door = new CommandDoor(store, clock, { policy });
  await door.execute({ commandId: `c${sent}`, command, source: { kind: 'http' } });
  const { position } = await tree.bookmark();
  for await (const page of store.readAll(position)) await tree.apply(page, page.at(-1)!.position);
}

/** Until there is a checkpoint of so many events, each of its own, and the last is remembered. */
async function growAndSign(size: number): Promise<void> {
  while (sent < size) {
    await grow();
    await eventually(`a checkpoint of ${sent} events`, async () => (await newestSize()) === sent);
  }
  const mark = await openFollowerPosition(modelsUrl(), SIGNED_CHECKPOINTS);
  await eventually('it is remembered', async () => (await mark.load()).position === BigInt(size));
  await mark.close();
}

async function missed({ damage }: ReturnType<typeof signLog>): Promise<string> {
  await eventually('health says so', () => damage.health().status === 'down');
  return (damage.health() as { reason: string }).reason;
}

async function checkpointStatus(): Promise<unknown> {
  const cli = new FakeCli({ EVENT_STORE_URL: url, READ_MODEL_URL: modelsUrl(), DEV_KEYS_DIR: directory });
  await runCommand(cli, ['status', '--json']);
  return JSON.parse(cli.bytes.toString()).checkpoint;
}

function edit(file: string, sql: string): void {
  const db = new Database(file);
  const triggers = db
    .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    .all();
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  db.exec(sql);
  for (const trigger of triggers) db.exec(trigger.sql);
  db.close();
}

const sqlite: Engine = {
  open: async () => `sqlite:${join(directory, 'events.db')}`,
  close: () => undefined,
  remove: (which) => {
    const rows = { first: 'AND revision = 0', newest: 'AND revision = 2', all: '' }[which];
    const stream = `(SELECT stream_id FROM streams WHERE name = '${STREAM}')`;
    edit(join(directory, 'events.db'), `DELETE FROM events WHERE stream_id = ${stream} ${rows}`);
  },
};
let double: EventStoreDbDouble;
const eventStoreDb: Engine = {
  open: async () => (double = await EventStoreDbDouble.start()).url,
  close: () => double.stop(),
  remove: (which) => (which === 'first' ? double.log.truncate(STREAM, 1) : double.log.softDelete(STREAM)),
};

describe.each<[string, Engine, [Which, RegExp][]]>([
  [
    'SQLite',
    sqlite,
    [
      ['first', FIRST],
      ['newest', NEWEST],
      ['all', NEWEST],
    ],
  ],
  [
    'EventStoreDB',
    eventStoreDb,
    [
      ['first', FIRST],
      ['all', NEWEST],
    ],
  ],
])('on %s, of checkpoints that are gone', (_, engine, removals) => {
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'gone-checkpoints-'));
    url = await engine.open();
    store = await openEventStore(url);
    tree = await openLogTree(modelsUrl());
    [sent, lines] = [0, []];
  });
  afterEach(async () => {
    await store.close();
    await tree.close();
    engine.close();
    rmSync(directory, { recursive: true });
  });

  it.each(removals)(
    '(%s) the process that made them tells, and signs no other in their place',
    async (which, what) => {
      const process = signLog();
      await growAndSign(3);
      expect(process.damage.health()).toEqual({ status: 'up' });
      engine.remove(which);
      expect(await missed(process)).toMatch(what);
      expect(lines).toEqual([{ what: expect.stringMatching(what) }]);
      await grow();
      await process.stop();
      expect(await newestSize()).toBe({ first: 4, newest: 2, all: 0 }[which]);
    },
  );

  it.each(removals)('(%s) the next process and `admin status` tell', async (which, what) => {
    const first = signLog();
    await growAndSign(3);
    await first.stop();
    expect(await checkpointStatus()).toMatchObject({ status: 'up', size: 3 });
    engine.remove(which);
    expect(await checkpointStatus()).toMatchObject({ status: 'down', reason: expect.stringMatching(what) });
    const second = signLog();
    expect(await missed(second)).toMatch(what);
    await second.stop();
  });

  it('the topic tells when what is kept beside the read models is gone, too', async () => {
    const first = signLog();
    await growAndSign(3);
    await first.stop();
    const { note } = (await store.lastCheckpoint())!;
    engine.remove('all');
    rmSync(join(directory, 'read-models.positions.db'));
    const second = signLog([note]);
    expect(await missed(second)).toMatch(NEWEST);
    await second.stop();
  });
});
