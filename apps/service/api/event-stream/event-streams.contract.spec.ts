import { DEFAULT_POLICY } from '#domain';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Registry } from '@prometheus-io/client';
import { CommandDoor, toCloudEvent } from '#commands';
import type { EventReader, EventStore } from '#event-store';
import { LOG_START, openEventStore } from '#event-store';
import { eventually } from '../../../../test/support/eventually.js';
import { EventStreams, MAX_READERS_OF_CALLER } from './event-streams.js';
import { HEARTBEAT_MS } from './log-readers.js';
import { serverSentEvent } from './sse-chunk.js';

const policy = DEFAULT_POLICY;
const clock = { now: () => Date.now() };
const config = { evidenceOrigin: 'test.example/log' };
const directory = mkdtempSync(join(tmpdir(), 'support-access-event-streams-'));
let store: EventStore;
let door: CommandDoor;
let sent = 0;

beforeAll(async () => {
  store = await openEventStore(`sqlite:${join(directory, 'events.db')}`);
  door = new CommandDoor(store, clock, { policy });
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

/** Each records one event. */
const record = (count: number, ownerIds = ['ada'], name = 'Acme \u2028 "\\"\n') =>
  Promise.all(
    Array.from({ length: count }, () =>
      door.execute({
        commandId: `c${++sent}`,
        command: {
          type: 'UpdateWorkspace',
          data: { workspaceId: `w${sent % 7}`, name, tier: 'team', forcedSso: false, ownerIds },
        },
        source: { kind: 'http' },
      }),
    ),
  );

const inAnHour = (): number => Date.now() + 3_600_000;

const idsIn = (text: string): bigint[] => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => BigInt(id!));

/** What a stream has said so far. */
class Listener {
  readonly ids: bigint[] = [];
  ended = false;
  constructor(readonly stream: Readable) {
    stream.on('data', (chunk: Buffer) => this.ids.push(...idsIn(chunk.toString())));
    stream.once('end', () => (this.ended = true));
  }
  async has(count: number): Promise<bigint[]> {
    const has = (): boolean => this.ids.length >= count;
    await eventually(`${count} events`, has, { progress: () => this.ids.length });
    return this.ids;
  }
}

async function logPositions(): Promise<bigint[]> {
  const positions: bigint[] = [];
  for await (const page of store.readAll(LOG_START)) positions.push(...page.map(({ position }) => position));
  return positions;
}

/** Counts what is read of the log. */
function counting(): { reader: EventReader; counts: { pages: number; follows: number } } {
  const counts = { pages: 0, follows: 0 };
  const reader = {
    head: () => store.head(),
    readAll: (after: bigint) => (counts.pages++, store.readAll(after)),
    follow: (after: bigint, signal: AbortSignal) => (counts.follows++, store.follow(after, signal)),
  } as EventReader;
  return { reader, counts };
}

let callers = 0;
const somebody = (): string => `caller-${callers++}`;

it('writes an event as the document that a page has of it, on one line', async () => {
  await record(1);
  for await (const page of store.readAll(LOG_START)) {
    const event = page[0]!;
    const [id, type, data, ...rest] = serverSentEvent(event, 'origin').split('\n');
    expect([id, type, rest]).toEqual([`id: ${event.position}`, `event: ${event.type}`, ['', '']]);
    expect(JSON.parse(data!.slice('data: '.length))).toEqual(toCloudEvent(event, 'origin'));
    break;
  }
});

it('gives the past, then what happens, without gap or repeat, from wherever it is asked', async () => {
  await record(700);
  const streams = new EventStreams(store, config, clock, new Registry());
  const past = await logPositions();
  const listeners = [LOG_START, past[300]!, past.at(-1)!].map(
    (after) => new Listener(streams.open(after, inAnHour(), somebody())),
  );
  await record(300);
  const all = await logPositions();
  expect(await listeners[0]!.has(all.length)).toEqual(all);
  expect(await listeners[1]!.has(all.length - 301)).toEqual(all.slice(301));
  expect(await listeners[2]!.has(all.length - past.length)).toEqual(all.slice(past.length));
  streams.onModuleDestroy();
});

it('five hundred readers that are caught up cost one reading of the log, and leave nothing behind', async () => {
  const { reader, counts } = counting();
  const streams = new EventStreams(reader, config, clock, new Registry());
  const head = await store.head();
  const listeners = Array.from(
    { length: 500 },
    () => new Listener(streams.open(head, inAnHour(), somebody())),
  );
  await sleep(50);
  await record(200);
  const expected = (await logPositions()).filter((position) => position > head);
  for (const listener of listeners) expect(await listener.has(200)).toEqual(expected);
  expect(counts.follows).toBe(1);
  // A reader whose first look came after the first event has to fetch that from the log, and all of them share it.
  expect(counts.pages).toBeLessThan(20);
  for (const { stream } of listeners) stream.destroy();
  await sleep(50);
  const late = new Listener(streams.open(head, inAnHour(), somebody()));
  expect(await late.has(200)).toEqual(expected);
  expect(counts.follows).toBe(2);
  streams.onModuleDestroy();
});

it('readers who come back together share the pages that they have missed', async () => {
  const { reader, counts } = counting();
  const streams = new EventStreams(reader, config, clock, new Registry());
  const all = await logPositions();
  const listeners = Array.from(
    { length: 100 },
    () => new Listener(streams.open(LOG_START, inAnHour(), somebody())),
  );
  for (const listener of listeners) expect(await listener.has(all.length)).toEqual(all);
  expect(counts.pages).toBeLessThan(2 * (all.length / 128 + 2));
  streams.onModuleDestroy();
});

it('a reader that does not take anything is not read for, holds nobody up, and goes on where it was', async () => {
  const { reader, counts } = counting();
  const streams = new EventStreams(reader, config, clock, new Registry());
  const head = await store.head();
  const slow = streams.open(head, inAnHour(), somebody());
  const iterator = slow[Symbol.asyncIterator]();
  expect(String((await iterator.next()).value)).toBe(':\n\n');
  const quick = new Listener(streams.open(head, inAnHour(), somebody()));
  // Some 14 MB: more than what the tail keeps.
  const crowd = Array.from({ length: 100 }, (_, i) => `${i}`.padStart(128, 'x'));
  for (let round = 0; round < 10; round++) await record(100, crowd);
  expect(await quick.has(1_000)).toHaveLength(1_000);
  expect(slow.readableLength).toBeLessThan(4 * 1024 * 1024);
  const pagesBefore = counts.pages;
  await sleep(100);
  expect(counts.pages).toBe(pagesBefore);
  const ids: bigint[] = [];
  while (ids.length < 1_000) ids.push(...idsIn(String((await iterator.next()).value)));
  expect(ids).toEqual(quick.ids);
  expect(counts.pages).toBeGreaterThan(pagesBefore);
  streams.onModuleDestroy();
});

it('says that it is there at once, and again after each while of silence', async () => {
  expect(HEARTBEAT_MS).toBe(15_000);
  const streams = new EventStreams(store, config, clock, new Registry());
  streams.heartbeatMs = 50;
  let text = '';
  const stream = streams.open(await store.head(), inAnHour(), somebody());
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await eventually('three comments', () => text.length >= 9);
  expect(text).toMatch(/^(:\n\n){3,}$/);
  streams.onModuleDestroy();
});

it('ends at the end of the token, and when the service stops', async () => {
  const streams = new EventStreams(store, config, clock, new Registry());
  const head = await store.head();
  const short = new Listener(streams.open(head, Date.now() + 200, somebody()));
  const long = new Listener(streams.open(head, inAnHour(), somebody()));
  await eventually('the token has ended', () => short.ended);
  expect(long.ended).toBe(false);
  streams.onModuleDestroy();
  await eventually('the service has stopped', () => long.ended);
  expect(() => streams.open(head, inAnHour(), somebody())).toThrow('shutting down');
});

it('a log that cannot be followed breaks the answer off, and the next reader starts anew', async () => {
  let broken = true;
  const reader = {
    head: () => store.head(),
    readAll: (after: bigint) => store.readAll(after),
    follow: (after: bigint, signal: AbortSignal) => {
      if (broken) throw new Error('disk on fire');
      return store.follow(after, signal);
    },
  } as EventReader;
  const streams = new EventStreams(reader, config, clock, new Registry());
  const head = await store.head();
  const failed = new Promise<Error>((resolve) => {
    streams.open(head, inAnHour(), somebody()).once('error', resolve).resume();
  });
  expect((await failed).message).toBe('disk on fire');
  broken = false;
  const listener = new Listener(streams.open(head, inAnHour(), somebody()));
  await record(1);
  expect(await listener.has(1)).toHaveLength(1);
  streams.onModuleDestroy();
});

it('one caller has so many streams at most, and room for another when one is closed', async () => {
  const metrics = new Registry();
  const streams = new EventStreams(store, config, clock, metrics);
  const head = await store.head();
  const open = () => streams.open(head, inAnHour(), 'auditor');
  const first = open();
  const others = Array.from({ length: MAX_READERS_OF_CALLER - 1 }, open);
  expect(open).toThrow(expect.objectContaining({ status: 429, code: 'TOO_MANY_REQUESTS' }));
  const another = streams.open(head, inAnHour(), 'another');
  first.destroy();
  await once(first, 'close');
  const again = open();
  expect(open).toThrow(expect.objectContaining({ status: 429 }));
  expect(await metrics.metrics()).toContain(
    'support_access_event_stream_refusals_total{reason="caller"} 2\n',
  );
  for (const stream of [...others, another, again]) stream.destroy();
  streams.onModuleDestroy();
});
