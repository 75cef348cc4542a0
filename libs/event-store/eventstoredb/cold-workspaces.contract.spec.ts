import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Command } from '#domain';
import { DEFAULT_POLICY } from '#domain';
import { CommandDoor } from '#commands';
import { systemClock } from '#config';
import { sealEvents, ZERO_CHAIN } from '#evidence';
import { EventStoreDbDouble } from '../../../test/doubles/eventstoredb/event-store-db-double.js';
import { nextId } from '../event-fixtures.contract.js';
import type { StreamHead } from '../event-store.js';
import { EventStoreDbStore } from './event-store-db-store.js';
import { toStored } from './stored-form.js';
import { scaled } from '../../../test/support/test-scale.js';

const STREAM = 'supportAccess-acme';
const policy = DEFAULT_POLICY;
const AT = '2026-11-22T09:30:00.000Z';
/** What a command on a cold workspace may read at most: a fold from a snapshot, and what tells that it fits. */
const FEW = 40;
const MANY = scaled(10_000, 100_000);

const update = (tier: 'team' | 'business'): Command => ({
  type: 'UpdateWorkspace',
  data: { workspaceId: 'acme', tier, forcedSso: false, ownerIds: ['olivia'] },
});
const grant: Command = {
  type: 'GrantSupportAccess',
  data: { workspaceId: 'acme', actor: { id: 'olivia', kind: 'user' }, durationMinutes: 60 },
};

let directory: string;
let double: EventStoreDbDouble;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cold-workspaces-'));
  double = await EventStoreDbDouble.start();
});

afterEach(() => {
  double.stop();
  rmSync(directory, { recursive: true, force: true });
});

const index = (): string => join(directory, 'index');

/** So many more events in the workspace's stream, as other processes would have left them. */
function fill(count: number, server = double): void {
  const there = server.log.stream(STREAM) ?? [];
  const before = there.length;
  let head: StreamHead = there.length === 0 ? 'empty' : there.length - 1;
  let chain = there.length === 0 ? ZERO_CHAIN : (JSON.parse(textOf(there.at(-1)!.metadata)) as Sealed).chain;
  for (let n = 0; n < count; n++) {
    const commandId = `c-${before + n}`;
    const data = {
      workspaceId: 'acme',
      tier: 'team',
      forcedSso: false,
      ownerIds: ['olivia'],
      at: AT,
    } as const;
    const metadata = {
      causationId: commandId,
      commandHash: '0'.repeat(64),
      commandId,
      correlationId: commandId,
      recordedAt: AT,
      schemaVersion: 1,
      source: { kind: 'http' },
    } as const;
    const [sealed] = sealEvents(STREAM, head, chain, [
      { id: nextId(), type: 'WorkspaceUpdated', data, metadata },
    ]);
    server.log.append(STREAM, head === 'empty' ? 'no_stream' : head, [
      { ...toStored(sealed!), contentType: 'application/json' },
    ]);
    head = before + n;
    chain = sealed!.chain;
  }
}

type Sealed = { chain: string };
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** One command in a process that has nothing in memory. @returns its result, and how many events it read from the server */
async function cold(commandId: string, command: Command, server = double) {
  const store = new EventStoreDbStore(server.url, { indexDirectory: index() });
  try {
    const door = new CommandDoor(store, systemClock, { policy });
    const before = server.calls.eventsRead;
    const executed = await door.execute({ commandId, command, source: { kind: 'http' } });
    return { ...executed, read: server.calls.eventsRead - before };
  } finally {
    await store.close();
  }
}

it('a workspace of ten events that nobody has in memory costs a command one read', async () => {
  fill(10);
  await cold('warms-the-index', update('team'));
  const { read } = double.calls;
  expect((await cold('c-new', grant)).result.outcome).toBe('accepted');
  expect(double.calls.read - read).toBe(1);
  rmSync(index(), { recursive: true });
  const { read: before } = double.calls;
  expect((await cold('c-newer', grant)).result.outcome).toBe('denied');
  expect(double.calls.read - before).toBe(1);
});

/** Changes what is in the index while nobody has it open. */
function tamper(change: (db: Database.Database) => void): void {
  const db = new Database(join(index(), 'event-index-1.db'));
  change(db);
  db.close();
}

const setSnapshot = (body: string): void =>
  tamper((db) => db.prepare('UPDATE snapshots SET body = ? WHERE stream = ?').run(body, STREAM));

function snapshot(): Record<string, unknown> {
  let body = '';
  tamper((db) => (body = db.prepare('SELECT body FROM snapshots').pluck().get() as string));
  return JSON.parse(body) as Record<string, unknown>;
}

it(`of ${MANY} events: the first command of a disk reads them, no other one does`, async () => {
  fill(MANY);
  const first = await cold('n-0', grant);
  expect(first.read).toBeGreaterThanOrEqual(MANY);
  // A handful of pages' worth more would be a second reading of a part.
  expect(first.read).toBeLessThan(MANY + 1_000);
  for (const n of [1, 2, 3]) {
    const next = await cold(`n-${n}`, update('business'));
    expect(next.result).toMatchObject({ outcome: 'accepted', events: [{ revision: MANY + n }] });
    expect(next.read).toBeLessThanOrEqual(FEW);
  }
  const again = await cold('n-0', grant);
  expect(again).toMatchObject({ repeated: true, result: first.result });
  expect(again.read).toBeLessThanOrEqual(FEW);
  // Ids of the deep past as well, of another content here.
  const reused = await cold('c-7', grant);
  expect(reused).toMatchObject({ repeated: true, result: { code: 'COMMAND_ID_REUSED' } });
  expect(reused.read).toBeLessThanOrEqual(FEW);
}, 600_000);

it('reads what others have added since, and that alone', async () => {
  fill(2_000);
  await cold('n-0', update('business'));
  fill(300);
  const next = await cold('n-1', update('business'));
  // For the fold; the index takes what the fold read.
  expect(next.read).toBeLessThanOrEqual(300 + FEW);
  expect(next.result).toMatchObject({ events: [{ revision: 2_301 }] });
  fill(300);
  const repeated = await cold('c-2400', update('team'));
  expect(repeated).toMatchObject({ repeated: true });
});

describe('a snapshot is never trusted over the events:', () => {
  const lie = {
    status: 'known',
    lastAt: 0,
    forcedSso: false,
    ownerIds: ['mallory'],
    grant: { status: 'none' },
  };
  it.each([
    ['one that is no JSON', () => 'null and void'],
    ['one of another form', () => JSON.stringify({ ...snapshot(), format: 0, state: lie })],
    ['one ahead of the stream', () => JSON.stringify({ ...snapshot(), head: 9_999, state: lie })],
    ['one of another chain', () => JSON.stringify({ ...snapshot(), chain: 'f'.repeat(64), state: lie })],
    ['one of another revision', () => JSON.stringify({ ...snapshot(), head: 5, state: lie })],
  ])('%s is ignored', async (_, body) => {
    fill(1_000);
    await cold('n-0', update('business'));
    setSnapshot(body());
    // The lie would refuse it: Olivia is no owner there.
    const granted = await cold('n-1', grant);
    expect(granted.result).toMatchObject({ outcome: 'accepted', events: [{ revision: 1_001 }] });
    expect(granted.read).toBeGreaterThanOrEqual(1_000);
    expect((await cold('n-2', update('team'))).read).toBeLessThanOrEqual(FEW);
  });
});

describe('the index of commands is never trusted over the events:', () => {
  it('one that is gone is made again', async () => {
    fill(1_000);
    const first = await cold('n-0', grant);
    rmSync(index(), { recursive: true });
    expect(await cold('n-0', grant)).toMatchObject({ repeated: true, result: first.result });
    expect(await cold('c-3', update('team'))).toMatchObject({ repeated: true });
  });

  it('one that is behind is brought to the end before anything is decided', async () => {
    fill(1_000);
    await cold('n-0', update('business'));
    const old = join(directory, 'old');
    cpSync(index(), old, { recursive: true });
    const first = await cold('n-1', grant);
    fill(50);
    rmSync(index(), { recursive: true });
    cpSync(old, index(), { recursive: true });
    const again = await cold('n-1', grant);
    expect(again).toMatchObject({ repeated: true, result: first.result });
    expect(again.read).toBeLessThanOrEqual(50 + 2 * FEW);
  });

  it('one of another log is forgotten, with its snapshot', async () => {
    fill(1_000);
    await cold('only-there', grant);
    const other = await EventStoreDbDouble.start();
    fill(1_500, other);
    // Not known there, although the index says so.
    const here = await cold('only-there', grant, other);
    expect(here).toMatchObject({ repeated: false, result: { outcome: 'accepted' } });
    expect(await cold('c-1400', update('team'), other)).toMatchObject({ repeated: true });
    other.stop();
  });

  it('one ahead of a log that was restored knows nothing of what is gone', async () => {
    fill(1_000);
    const restored = await EventStoreDbDouble.start();
    for (const event of double.log.stream(STREAM)!.slice(0, 500)) restored.log.append(STREAM, 'any', [event]);
    await cold('n-0', grant);
    expect(await cold('n-0', grant, restored)).toMatchObject({
      repeated: false,
      result: { outcome: 'accepted', events: [{ revision: 500 }] },
    });
    expect(await cold('c-499', update('team'), restored)).toMatchObject({ repeated: true });
    expect(await cold('c-501', update('team'), restored)).toMatchObject({ repeated: false });
    restored.stop();
  });

  it('one that names a place for a command that is not there is made again', async () => {
    fill(1_000);
    await cold('n-0', grant);
    tamper((db) => db.prepare("UPDATE commands SET command_id = 'x-1' WHERE command_id = 'c-77'").run());
    expect(await cold('x-1', update('business'))).toMatchObject({ repeated: false });
    expect(await cold('c-77', update('team'))).toMatchObject({ repeated: true });
  });
});
