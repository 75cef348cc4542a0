import { DEFAULT_POLICY } from '#domain';
import { join } from 'node:path';
import type { EventStoreDBClient as Client } from '@eventstore/db-client';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import Database from 'better-sqlite3';
import { v7 as uuidv7 } from 'uuid';
import { CommandDoor } from '#commands';
import { systemClock } from '#config';
import type { EncodedEvent, EventStore, StreamHead } from '#event-store';
import { openEventStore } from '#event-store';
import { sealEvents, ZERO_CHAIN } from '#evidence';
import { startDoubleProcess } from '../../test/doubles/eventstoredb/double-process.js';
import type { Bar, Bench } from '../bar.js';
import type { Finding } from '../finding.js';
import { atLeast, atMost } from '../finding.js';
import { median, pairedRatio } from '../statistics.js';
import { inFlight, settle } from '../workload/in-flight.js';
import { wholeDoor, wholeRebuild } from './eventstoredb-door.js';

const WHOSE_SERVER = 'against a double of the server, a process without a disk';
const IN_FLIGHT = 100;
const SHORT = 10;
/** Events of one append when a stream is filled. */
const PAGE = 500;
const POLICY = DEFAULT_POLICY;

/** What our adapter adds to the client; and a command on a workspace that nobody has in memory. */
export const eventstoredb: Bar = {
  name: 'eventstoredb',
  title: 'The log on an EventStoreDB',
  async run(bench) {
    const server = process.env['EVENTSTORE_URL'] ? undefined : await startDoubleProcess();
    const url = server?.url ?? process.env['EVENTSTORE_URL']!;
    const where = server ? WHOSE_SERVER : 'against the server of EVENTSTORE_URL';
    try {
      return [
        await appends(bench, url, where),
        ...(await wholeDoor(bench, url, where)),
        ...(await coldWorkspaces(bench, url, where)),
        await wholeRebuild(bench, url, where),
      ];
    } finally {
      await server?.close();
    }
  },
};

async function appends(bench: Bench, url: string, where: string): Promise<Finding> {
  const count = bench.quick ? 2_000 : 10_000;
  const rounds = bench.quick ? 2 : 7;
  const store = await openEventStore(url, { indexDirectory: join(bench.directory, 'index') });
  const client = EventStoreDBClient.connectionString(url);
  const ours: number[] = [];
  const raw: number[] = [];
  // The first round warms both up.
  for (let round = 0; round <= rounds; round++) {
    const name = (who: string, n: number): string => `supportAccess-${who}-${uuidv7()}-${n}`;
    const streams = (who: string): string[] => Array.from({ length: count }, (_, n) => name(who, n));
    const perSecond = { ours: 0, raw: 0 };
    // Each goes first in every other round: the server's memory grows meanwhile.
    for (const who of round % 2 === 0 ? (['ours', 'raw'] as const) : (['raw', 'ours'] as const)) {
      settle();
      perSecond[who] =
        who === 'ours'
          ? await adapterAppends(store, streams(who))
          : await clientAppends(client, streams(who));
    }
    if (round === 0) continue;
    ours.push(perSecond.ours);
    raw.push(perSecond.raw);
    bench.say(`round ${round}: ${perSecond.ours.toFixed(0)} appends/s, raw ${perSecond.raw.toFixed(0)}`);
  }
  await store.close();
  await client.dispose();
  return {
    what: `appends of one event, ${IN_FLIGHT} in flight`,
    measured: { value: median(ours), unit: 'appends/s' },
    baseline: { what: "the client's own appendToStream", value: median(raw), unit: 'appends/s' },
    ratio: pairedRatio(ours, raw),
    bar: atLeast(0.8),
    note: where,
  };
}

async function adapterAppends(store: EventStore, streams: readonly string[]): Promise<number> {
  const events = streams.map((stream, n) => eventOf(stream, n));
  const { elapsedMs } = await inFlight(IN_FLIGHT, streams.length, (n) =>
    store.append(streams[n]!, 'empty', [events[n]!]),
  );
  return (streams.length * 1_000) / elapsedMs;
}

/** The same bytes, and an expected revision as well. */
async function clientAppends(client: Client, streams: readonly string[]): Promise<number> {
  const events = streams.map((stream, n) => clientEvent(eventOf(stream, n)));
  const { elapsedMs } = await inFlight(IN_FLIGHT, streams.length, (n) =>
    client.appendToStream(streams[n]!, events[n]!, { expectedRevision: 'no_stream' }),
  );
  return (streams.length * 1_000) / elapsedMs;
}

function clientEvent({ id, type, dataJson, metadataJson, chain }: EncodedEvent) {
  const [data, metadata] = [dataJson, metadataJson].map((text) => JSON.parse(text) as object);
  return jsonEvent({ id, type, data, metadata: { ...metadata, chain } } as never);
}

type Last = { head: StreamHead; chain: string };

function eventOf(
  stream: string,
  n: number,
  { head, chain }: Last = { head: 'empty', chain: ZERO_CHAIN },
): EncodedEvent {
  const commandId = uuidv7();
  const at = new Date().toISOString() as never;
  const data = {
    workspaceId: stream.slice(14),
    tier: 'business',
    forcedSso: false,
    ownerIds: [`o-${n}`],
    at,
  };
  const metadata = {
    causationId: commandId,
    commandHash: '0'.repeat(64),
    commandId,
    correlationId: commandId,
    recordedAt: at,
    schemaVersion: 1,
    source: { kind: 'http' },
  } as const;
  return sealEvents(stream, head, chain, [{ id: uuidv7(), type: 'WorkspaceUpdated', data, metadata }])[0]!;
}

/** A new process each time, in effect: a store and a door that have nothing in memory, and the index that the last one left. */
async function coldWorkspaces(bench: Bench, url: string, where: string): Promise<Finding[]> {
  const long = bench.quick ? 2_000 : 100_000;
  const indexDirectory = join(bench.directory, 'cold-index');
  const run = uuidv7();
  const workspaces = { short: `short-${run}`, long: `long-${run}` };
  const client = EventStoreDBClient.connectionString(url);
  await fill(client, workspaces.short, SHORT);
  await fill(client, workspaces.long, long);
  await client.dispose();
  const times = { short: [] as number[], long: [] as number[] };
  for (let round = 0; round <= (bench.quick ? 5 : 30); round++)
    for (const which of ['short', 'long'] as const) {
      const ms = await coldCommand(url, indexDirectory, workspaces[which]);
      if (round > 0) times[which].push(ms);
    }
  const unfolded: number[] = [];
  for (let round = 0; round < 3; round++) {
    forgetSnapshots(indexDirectory);
    unfolded.push(await coldCommand(url, indexDirectory, workspaces.long));
  }
  const lost = await coldCommand(url, join(bench.directory, 'lost-index'), workspaces.long);
  return [
    {
      what: `a command on a cold workspace of ${long.toLocaleString('en')} events`,
      measured: { value: median(times.long), unit: 'ms' },
      baseline: { what: `of ${SHORT} events`, value: median(times.short), unit: 'ms' },
      ratio: pairedRatio(times.long, times.short),
      bar: atMost(1.5, 'ratio'),
      note: `${where}; the connection is open, nothing else is in memory`,
    },
    {
      what: 'the same without its snapshot: all of it is read and folded',
      measured: { value: median(unfolded), unit: 'ms' },
      note: where,
    },
    {
      what: 'the same, and the index is lost: once for a workspace and a disk',
      measured: { value: lost, unit: 'ms' },
      note: where,
    },
  ];
}

/** As other processes would have left it: the first command of this one, which is not measured, reads it all. */
async function fill(client: Client, workspaceId: string, count: number): Promise<void> {
  const stream = `supportAccess-${workspaceId}`;
  let last: Last = { head: 'empty', chain: ZERO_CHAIN };
  for (let from = 0; from < count; from += PAGE) {
    const page = Array.from({ length: Math.min(PAGE, count - from) }, (_, n) => {
      const event = eventOf(stream, from + n, last);
      last = { head: from + n, chain: event.chain };
      return event;
    });
    const expectedRevision = from === 0 ? 'no_stream' : BigInt(from - 1);
    await client.appendToStream(stream, page.map(clientEvent), { expectedRevision });
  }
}

/** As a release does that folds otherwise. The commands that the stream holds stay known. */
function forgetSnapshots(indexDirectory: string): void {
  const db = new Database(join(indexDirectory, 'event-index-1.db'));
  db.exec('DELETE FROM snapshots');
  db.close();
}

async function coldCommand(url: string, indexDirectory: string, workspaceId: string): Promise<number> {
  const store = await openEventStore(url, { indexDirectory });
  const door = new CommandDoor(store, systemClock, { policy: POLICY });
  // Connects, with a stream that has no part in this.
  await execute(door, `connected-${uuidv7()}`);
  settle();
  const since = performance.now();
  await execute(door, workspaceId);
  const ms = performance.now() - since;
  await store.close();
  return ms;
}

const execute = (door: CommandDoor, workspaceId: string) =>
  door.execute({
    commandId: uuidv7(),
    command: {
      type: 'UpdateWorkspace',
      data: { workspaceId, tier: 'business', forcedSso: false, ownerIds: ['olivia'] },
    },
    source: { kind: 'http' },
  });
