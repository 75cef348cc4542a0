import { DEFAULT_POLICY } from '#domain';
import { jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '#config';
import type { EventStore, RecordedEvent, Snapshots } from '#event-store';
import { LogReplacedError, MisplacedAppendError, openEventStore } from '#event-store';
import { CommandDoor } from './command-door.js';
import type { FoldedStream } from './folded-stream.js';
import type { Freshness } from './workspace-folds.js';
import { WorkspaceFolds } from './workspace-folds.js';

const STREAM = 'supportAccess-w1';
const clock: Clock = { now: () => Date.parse('2026-11-22T09:30:00.000Z') };

let directory: string;
let store: EventStore;
let kept: Map<string, string>;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'workspace-folds-'));
  kept = new Map();
  const snapshots: Snapshots = {
    newest: (stream) => kept.get(stream),
    keep: (stream, body) => void kept.set(stream, body),
  };
  store = Object.assign(await openEventStore(`sqlite:${join(directory, 'events.db')}`), { snapshots });
});

afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const policy = DEFAULT_POLICY;
let sent = 0;

async function execute(door: CommandDoor, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const tier = n % 2 === 0 ? 'free' : 'business';
    const data = { workspaceId: 'w1', tier, forcedSso: false, ownerIds: ['olivia', `o${n}`] } as const;
    const command = { type: 'UpdateWorkspace', data } as never;
    await door.execute({ commandId: `c${(sent += 1)}`, command, source: { kind: 'http' } });
  }
}

/** By a process that has nothing in memory. */
const fold = (): Promise<FoldedStream> => new WorkspaceFolds(store).get(STREAM, 'known');

const plain = async (): Promise<unknown> => {
  const body = kept.get(STREAM)!;
  kept.delete(STREAM);
  const folded = await fold();
  kept.set(STREAM, body);
  return folded;
};

it('reads a stream that has a snapshot from there, and folds the same', async () => {
  await execute(new CommandDoor(store, clock, { policy }), 150);
  const read = jest.spyOn(store, 'readStream');
  const folded = await fold();
  expect(read.mock.calls).toEqual([[STREAM, 143]]);
  expect(folded).toMatchObject({ head: 149, state: { status: 'known', ownerIds: ['olivia', 'o149'] } });
  const fromStart = await plain();
  expect({ ...folded }).toEqual(fromStart);
});

it('goes on from a snapshot as from the whole stream', async () => {
  await execute(new CommandDoor(store, clock, { policy }), 64);
  await execute(new CommandDoor(store, clock, { policy }), 1);
  expect(await fold()).toMatchObject({ head: 64 });
  expect(await fold()).toMatchObject((await plain()) as object);
});

it('keeps one when a long stream was folded without', async () => {
  await execute(new CommandDoor(store, clock, { policy }), 70);
  kept.clear();
  await fold();
  expect(JSON.parse(kept.get(STREAM)!)).toMatchObject({ head: 69 });
});

describe('a snapshot that does not fit is ignored:', () => {
  const lie = {
    status: 'known',
    lastAt: 0,
    tier: 'business',
    forcedSso: false,
    ownerIds: ['mallory'],
    grant: { status: 'none' },
  };
  it.each([
    ['of another chain', (body: object) => ({ ...body, chain: 'f'.repeat(64), state: lie })],
    ['of another format', (body: object) => ({ ...body, format: 0, state: lie })],
    ['past the end of the stream', (body: object) => ({ ...body, head: 9_999, state: lie })],
    ['of another revision', (body: object) => ({ ...body, head: 5, state: lie })],
    ['that is none', () => 'null and void'],
  ])('%s', async (_, change) => {
    await execute(new CommandDoor(store, clock, { policy }), 70);
    const changed = change(JSON.parse(kept.get(STREAM)!) as object);
    kept.set(STREAM, typeof changed === 'string' ? changed : JSON.stringify(changed));
    expect(await fold()).toMatchObject({
      head: 69,
      state: { ownerIds: ['olivia', 'o69'] },
    });
  });
});

it('does not keep a fold that passes, but lets nobody who reads meanwhile keep an older one', async () => {
  await execute(new CommandDoor(store, clock, { policy }), 1);
  const folds = new WorkspaceFolds(store);
  const before = await folds.get(STREAM, 'known', true);
  expect(before).toMatchObject({ head: 0 });
  expect(folds.peek(STREAM, 'known')).toBeUndefined();
  let goOn = (): void => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  const pages: (readonly RecordedEvent[])[] = [];
  for await (const page of store.readStream(STREAM)) pages.push(page);
  jest.spyOn(store, 'readStream').mockImplementationOnce(async function* () {
    yield* pages;
    await held;
  });
  const reading = folds.get(STREAM, 'exact');
  await execute(new CommandDoor(store, clock, { policy }), 1);
  const after = await fold();
  expect(after).toMatchObject({ head: 1 });
  folds.append(STREAM, before, after, true);
  goOn();
  expect(await reading).toMatchObject({ head: 1 });
  expect(await folds.get(STREAM, 'exact')).toMatchObject({ head: 1 });

  const others = new WorkspaceFolds(store);
  others.append(STREAM, before, after, true);
  expect(others.peek(STREAM, 'known')).toBeUndefined();
  // What is there already is kept up.
  others.append(STREAM, before, before);
  others.append(STREAM, before, after, true);
  expect(others.peek(STREAM, 'known')).toMatchObject({ head: 1 });
});

it('keeps no workspace for an end that the saga records', async () => {
  const door = new CommandDoor(store, clock, { policy });
  await execute(door, 1);
  const source = { kind: 'http' } as const;
  const data = { workspaceId: 'w1', actor: { id: 'olivia', kind: 'user' }, durationMinutes: 1 } as const;
  const granted = await door.execute({
    commandId: 'g',
    command: { type: 'GrantSupportAccess', data },
    source,
  });
  const { grantId } = granted.events[0]!.data as { grantId: string };
  const folds = new WorkspaceFolds(store);
  const later = new CommandDoor(store, { now: () => clock.now() + 60_000 }, { policy, folds });
  const expire = { type: 'ExpireSupportAccess', data: { workspaceId: 'w1', grantId } } as const;
  const outcomes: string[] = [];
  for (let n = 0; n < 2; n++) {
    const { result } = await later.execute({ commandId: `expire-${grantId}`, command: expire, source });
    outcomes.push(result.outcome);
    expect(folds.peek(STREAM, 'known')).toBeUndefined();
  }
  expect(outcomes).toEqual(['accepted', 'ignored']);
});

describe('how new a fold is', () => {
  const headOf = async (folds: WorkspaceFolds, freshness: Freshness) =>
    (await folds.get(STREAM, freshness)).head;
  const read = () => jest.spyOn(store, 'readStream');

  it('one that the door keeps up with needs no reading where nobody else writes', async () => {
    const folds = new WorkspaceFolds(store);
    const door = new CommandDoor(store, clock, { policy, folds });
    await execute(door, 3);
    const reads = read();
    for (const freshness of ['known', 'recent', 'exact'] as const) {
      expect(folds.peek(STREAM, freshness)).toMatchObject({ head: 2, position: await store.head() });
      expect(await headOf(folds, freshness)).toBe(2);
    }
    expect(reads).not.toHaveBeenCalled();
    expect(folds.peek(STREAM, 'read')).toBeUndefined();
    expect(await headOf(folds, 'read')).toBe(2);
    expect(reads).toHaveBeenCalledTimes(1);
  });

  it('where others write, `exact` reads what is new and no more', async () => {
    const folds = new WorkspaceFolds({
      readStream: (stream, from) => store.readStream(stream, from),
      requireSameLog: () => store.requireSameLog(),
    });
    const others = new CommandDoor(store, clock, { policy });
    await execute(others, 3);
    expect(await headOf(folds, 'exact')).toBe(2);
    await execute(others, 1);
    const reads = read();
    expect(await headOf(folds, 'known')).toBe(2);
    expect(await headOf(folds, 'recent')).toBe(2);
    expect(reads).not.toHaveBeenCalled();
    expect(folds.peek(STREAM, 'exact')).toBeUndefined();
    expect(await headOf(folds, 'exact')).toBe(3);
    expect(reads.mock.calls).toEqual([[STREAM, 2]]);
  });

  it('after an append without an answer the stream is read', async () => {
    const folds = new WorkspaceFolds(store);
    await execute(new CommandDoor(store, clock, { policy, folds }), 1);
    await execute(new CommandDoor(store, clock, { policy }), 1);
    expect(await headOf(folds, 'exact')).toBe(0);
    folds.doubt(STREAM);
    for (const freshness of ['known', 'recent', 'exact'] as const)
      expect(folds.peek(STREAM, freshness)).toBeUndefined();
    expect(await headOf(folds, 'known')).toBe(1);
  });

  it('a slow reader does not take a newer fold away', async () => {
    const folds = new WorkspaceFolds(store);
    const door = new CommandDoor(store, clock, { policy, folds });
    await execute(door, 1);
    const events: (readonly RecordedEvent[])[] = [];
    for await (const page of store.readStream(STREAM)) events.push(page);
    jest.spyOn(store, 'readStream').mockImplementationOnce(async function* () {
      await execute(door, 1);
      yield* events;
    });
    expect(await headOf(folds, 'read')).toBe(1);
    expect(folds.peek(STREAM, 'exact')).toMatchObject({ head: 1 });
  });

  it('a stream without events is not kept, and one past the limit is forgotten', async () => {
    const folds = new WorkspaceFolds(store, 1);
    const door = new CommandDoor(store, clock, { policy, folds });
    expect(await folds.get('supportAccess-nobody', 'exact')).toMatchObject({ head: 'empty', position: 0n });
    expect(folds.peek('supportAccess-nobody', 'known')).toBeUndefined();
    await execute(door, 1);
    expect(folds.peek(STREAM, 'known')).toBeDefined();
    const data = { workspaceId: 'w2', tier: 'free', forcedSso: false, ownerIds: [] } as const;
    const command = { type: 'UpdateWorkspace', data } as never;
    await door.execute({ commandId: 'c', command, source: { kind: 'http' } });
    expect(folds.peek(STREAM, 'known')).toBeUndefined();
  });

  it('nothing is told of any stream once the log was replaced', async () => {
    const folds: WorkspaceFolds = new WorkspaceFolds(store, 9, { replaced: (error) => folds.close(error) });
    await execute(new CommandDoor(store, clock, { policy, folds }), 1);
    jest.spyOn(store, 'readStream').mockImplementation(async function* () {});
    jest.spyOn(store, 'requireSameLog').mockRejectedValue(new LogReplacedError('it is another one'));
    await expect(folds.get(STREAM, 'read')).rejects.toMatchObject({ code: 'LOG_REPLACED' });
    expect(folds.peek(STREAM, 'known')).toBeUndefined();
    await expect(folds.get('supportAccess-w2', 'known')).rejects.toMatchObject({ code: 'LOG_REPLACED' });
  });

  it('an append that the engine put elsewhere is damage of that workspace', async () => {
    jest.spyOn(store, 'append').mockRejectedValue(new MisplacedAppendError(STREAM, 0, 4));
    await expect(execute(new CommandDoor(store, clock, { policy }), 1)).rejects.toMatchObject({
      code: 'LOG_DAMAGED',
      stream: STREAM,
      revision: 0,
    });
  });

  it.each([
    ['is gone', [], 'does not hold revision 0 as it was read before'],
    ['is another one', [{ stream: 'supportAccess-w9', revision: 0 }], 'the log is damaged'],
  ])('nothing is answered when the event that was read last %s', async (_, there, said) => {
    const folds = new WorkspaceFolds(store);
    await execute(new CommandDoor(store, clock, { policy, folds }), 1);
    jest.spyOn(store, 'readStream').mockImplementation(async function* () {
      if (there.length > 0) yield there as never;
    });
    await expect(folds.get(STREAM, 'read')).rejects.toThrow(said);
  });
});
