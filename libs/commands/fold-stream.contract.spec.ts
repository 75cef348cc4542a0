import { jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '#config';
import type { EventStore, Snapshots } from '#event-store';
import { openEventStore } from '#event-store';
import { CommandDoor } from './command-door.js';
import { foldStream } from './fold-stream.js';

const STREAM = 'supportAccess-w1';
const clock: Clock = { now: () => Date.parse('2026-11-22T09:30:00.000Z') };

let directory: string;
let store: EventStore;
let kept: Map<string, string>;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fold-stream-'));
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

const policy = { requireTicket: false, sessionMinutes: 60 };
let sent = 0;

async function execute(door: CommandDoor, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const tier = n % 2 === 0 ? 'free' : 'business';
    const data = { workspaceId: 'w1', tier, forcedSso: false, ownerIds: ['olivia', `o${n}`] } as const;
    const command = { type: 'UpdateWorkspace', data } as never;
    await door.execute({ commandId: `c${(sent += 1)}`, command, source: { kind: 'http' } });
  }
}

const plain = async (): Promise<unknown> => {
  const body = kept.get(STREAM)!;
  kept.delete(STREAM);
  const folded = await foldStream(store, STREAM);
  kept.set(STREAM, body);
  return folded;
};

it('reads a stream that has a snapshot from there, and folds the same', async () => {
  await execute(new CommandDoor(store, clock, { policy }), 150);
  const read = jest.spyOn(store, 'readStream');
  const folded = await foldStream(store, STREAM);
  expect(read.mock.calls).toEqual([[STREAM, 143]]);
  expect(folded).toMatchObject({ head: 149, state: { status: 'known', ownerIds: ['olivia', 'o149'] } });
  const fromStart = await plain();
  expect({ ...folded }).toEqual(fromStart);
});

it('goes on from a snapshot as from the whole stream', async () => {
  await execute(new CommandDoor(store, clock, { policy }), 64);
  await execute(new CommandDoor(store, clock, { policy }), 1);
  expect(await foldStream(store, STREAM)).toMatchObject({ head: 64 });
  expect(await foldStream(store, STREAM)).toMatchObject((await plain()) as object);
});

it('keeps one when a long stream was folded without', async () => {
  await execute(new CommandDoor(store, clock, { policy }), 70);
  kept.clear();
  await foldStream(store, STREAM);
  expect(JSON.parse(kept.get(STREAM)!)).toMatchObject({ head: 69 });
});

describe('a snapshot that does not fit is ignored:', () => {
  const lie = {
    status: 'known',
    lastAt: 0,
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
    expect(await foldStream(store, STREAM)).toMatchObject({
      head: 69,
      state: { ownerIds: ['olivia', 'o69'] },
    });
  });
});
