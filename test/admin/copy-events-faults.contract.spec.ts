import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventReader, EventStore } from '#event-store';
import { openEventReader, openEventStore } from '#event-store';
import type { Comparison } from '../../apps/admin/copy-events/compare-logs.js';
import { compareLogs } from '../../apps/admin/copy-events/compare-logs.js';
import type { Copied } from '../../apps/admin/copy-events/copy-log.js';
import { copyLog } from '../../apps/admin/copy-events/copy-log.js';
import { Patience } from '../../apps/admin/copy-events/patience.js';
import { EventStoreDbDouble } from '../doubles/eventstoredb/event-store-db-double.js';
import type { AppendFault, ReadFault } from '../doubles/eventstoredb/faults.js';
import { Random } from '../support/random.js';
import { fillSignedLog } from '../support/signed-log.js';
import { scaled } from '../support/test-scale.js';

/** At once: most of a copy among failures is waiting. */
const SEEDS = scaled(6, 16);

let directory: string;
let url: string;
let source: EventReader;
let double: EventStoreDbDouble;
let target: EventStore;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'copy-log-'));
  url = `sqlite:${join(directory, 'events.db')}`;
  const env = { EVENT_STORE_URL: url, READ_MODEL_URL: `sqlite:${join(directory, 'read-models.db')}` };
  await fillSignedLog({ ...env, EVIDENCE_ORIGIN: 'log.example/faults' }, { workspaces: 4, checkpoints: 5 });
  source = await openEventReader(url);
});
afterAll(async () => {
  await source.close();
  rmSync(directory, { recursive: true });
});
beforeEach(async () => {
  double = await EventStoreDbDouble.start();
  target = await openEventStore(double.url);
});
afterEach(async () => {
  await target.close();
  double.stop();
});

const never = new AbortController().signal;
const nobody = { onProgress: (): void => undefined };
const copy = (from = source, to = target, signal = never): Promise<Copied> =>
  copyLog({ source: from, target: to, patience: new Patience(signal), signal, ...nobody });
const compare = (to = target): Promise<Comparison> =>
  compareLogs({ source, target: to, patience: new Patience(never), signal: never, ...nobody });

function appendFault(random: Random): AppendFault | undefined {
  if (!random.chance(0.05)) return undefined;
  const commits = random.chance(0.5);
  if (random.chance(0.1)) return { kind: 'stall', commits };
  if (random.chance(0.5)) return { kind: 'drop', commits };
  return { kind: 'late', commits: commits ? 'first' : 'last', delayMs: random.int(5, 300) };
}

const readFault = (random: Random): ReadFault | undefined =>
  random.chance(0.05)
    ? { kind: random.pick(['stall', 'drop'] as const), after: random.int(0, 12) }
    : undefined;

/** @returns how often it was troubled */
async function scenario(seed: number): Promise<number> {
  const random = new Random(seed);
  const server = await EventStoreDbDouble.start();
  const store = await openEventStore(server.url);
  let troubles = 0;
  const counted = <T>(fault: T | undefined): T | undefined => {
    if (fault !== undefined) troubles += 1;
    return fault;
  };
  server.faults.append = () => counted(appendFault(random));
  server.faults.read = () => counted(readFault(random));
  const copied = await copy(source, store);
  delete server.faults.append;
  delete server.faults.read;
  const { difference, source: one, target: other } = await compare(store);
  expect({ seed, copied, difference, other }).toEqual({
    seed,
    copied: { found: 0, copied: one.events, complete: true },
    difference: undefined,
    other: one,
  });
  await store.close();
  server.stop();
  return troubles;
}

describe('a target that drops, stalls, answers late and fails after it has committed', () => {
  it('gets the same log', async () => {
    const troubles = await Promise.all(Array.from({ length: SEEDS }, (_, seed) => scenario(seed)));
    expect(troubles.filter((count) => count > 0).length).toBeGreaterThan(SEEDS / 2);
  }, 600_000);

  it('goes away for a while, and the copy with it', async () => {
    const writing = copy();
    setTimeout(() => double.stop(), 20);
    setTimeout(() => void double.start(), 400);
    expect(await writing).toMatchObject({ complete: true });
    expect((await compare()).difference).toBeUndefined();
  });
});

describe('a target that another writes to meanwhile', () => {
  const EVENT = {
    id: '01994b2e-7c1f-7d3a-8b5c-0123456789ab',
    type: 'SupportLogin',
    dataJson: '{}',
    metadataJson: '{"commandId":"foreign"}',
    chain: '0'.repeat(64),
    commandId: 'foreign',
  } as const;

  it('in a stream of the log: the copy ends there', async () => {
    const stream = await lastStream();
    await target.append(stream, 'empty', [EVENT]);
    // What the copy was told of the target before somebody else wrote.
    await expect(copy(source, withoutLog(target))).rejects.toMatchObject({
      code: 'FOREIGN_TARGET',
      difference: expect.stringContaining(`${stream} revision 0 (SupportLogin, ${EVENT.id})`),
    });
  });

  it('in a stream of its own: the comparison finds it', async () => {
    await copy();
    await target.append('supportAccess-foreign', 'empty', [EVENT]);
    const { difference, source: one, target: other } = await compare();
    expect(difference).toMatch(
      /^after \d+ events: the source has nothing, and the target supportAccess-foreign/,
    );
    expect(other.events).toBe(one.events + 1);
    expect(other.root).not.toEqual(one.root);
  });

  it('with a checkpoint: the comparison finds it, and so does the next copy', async () => {
    await copy();
    const { revision } = (await target.lastCheckpoint())!;
    await target.appendCheckpoint(revision, 'log.example/faults\n9\n\n');
    const expected = /the source has nothing, and the target checkpoint 5/;
    expect((await compare()).difference).toMatch(expected);
    await expect(copy()).rejects.toThrow(expected);
  });

  /** The stream whose first event comes latest: by then the copy has written others. */
  async function lastStream(): Promise<string> {
    let last = '';
    for await (const page of source.readAll(0n))
      for (const { stream, revision } of page) if (revision === 0) last = stream;
    return last;
  }

  const withoutLog = (store: EventStore): EventStore => ({
    ...store,
    append: (...args) => store.append(...args),
    appendCheckpoint: (...args) => store.appendCheckpoint(...args),
    readStream: (...args) => store.readStream(...args),
    readAll: async function* () {},
    readCheckpoints: async function* () {},
  });
});

it('ends between two appends when it is told to, and knows later how far it was', async () => {
  const stop = new AbortController();
  let seen = 0;
  const first = await copyLog({
    source,
    target,
    patience: new Patience(stop.signal),
    signal: stop.signal,
    onProgress: () => {
      if (++seen === 20) stop.abort();
    },
  });
  expect(first.complete).toBe(false);
  expect(await copy()).toMatchObject({ complete: true, found: first.copied });
});

it('copies within SQLite, whose positions may begin where they like', async () => {
  const file = `sqlite:${join(directory, 'copy', 'events.db')}`;
  const into = await openEventStore(file, { positionsAfter: 10n ** 12n });
  await copy(source, into);
  const parts = { source, target: into, patience: new Patience(never), signal: never };
  expect((await compareLogs({ ...parts, ...nobody })).difference).toBeUndefined();
  await into.close();
});
