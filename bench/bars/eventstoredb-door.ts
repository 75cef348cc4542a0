import { DEFAULT_POLICY } from '#domain';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EventStoreDBClient as Client } from '@eventstore/db-client';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { v7 as uuidv7 } from 'uuid';
import { CommandDoor, readStructuredCommand } from '#commands';
import { systemClock } from '#config';
import type { EventReader, RecordedEvent } from '#event-store';
import { openEventReader, openEventStore } from '#event-store';
import { openReadModels, rebuildReadModels } from '#read-models';
import type { Bench } from '../bar.js';
import type { Finding } from '../finding.js';
import { atLeast } from '../finding.js';
import { commandCalls, describeCommands, grantCommands } from '../http/grant-requests.js';
import { LoadGenerator } from '../http/load.js';
import { untilIdle } from '../process-facts.js';
import { ServiceProcess } from '../service-process.js';
import { median, pairedRatio } from '../statistics.js';
import type { Wire } from '../workload/commands.js';
import { workspaceIds } from '../workload/commands.js';
import { inFlight, settle } from '../workload/in-flight.js';

const WIDTHS = [1, 50] as const;
const OWNER = 'olivia';
const POLICY = DEFAULT_POLICY;

type Rates = Record<'raw' | 'door' | 'http', number[]>;

/** Grants on known workspaces: through the door, over HTTP, and the very events by the client's own `appendToStream`. */
export async function wholeDoor(bench: Bench, url: string, where: string): Promise<Finding[]> {
  const rounds = bench.quick ? 2 : 7;
  const store = await openEventStore(url, { indexDirectory: join(bench.directory, 'door-index') });
  const door = new CommandDoor(store, systemClock, { policy: POLICY });
  const client = EventStoreDBClient.connectionString(url);
  const directory = join(bench.directory, 'service');
  mkdirSync(directory);
  const service = await ServiceProcess.start(directory, bench.nodeOptions, {
    ROLES: 'api',
    REQUESTS_PER_MINUTE: '0',
    EVENT_STORE_URL: url,
    DEV_KEYS_DIR: directory,
    EVENT_INDEX_DIR: join(directory, 'index'),
  });
  const load = new LoadGenerator();
  const rates = new Map(WIDTHS.map((width): [number, Rates] => [width, { raw: [], door: [], http: [] }]));
  try {
    await untilIdle(service.pid);
    // The first round warms everything up.
    for (let round = 0; round <= rounds; round++)
      for (const width of WIDTHS) {
        const count = (width === 1 ? 300 : 3_000) / (bench.quick ? 3 : 1);
        const [ours, theirs] = [workspaceIds(count, `d-${uuidv7()}`), workspaceIds(count, `h-${uuidv7()}`)];
        await send(door, describeCommands(ours, OWNER), 50);
        settle();
        const perSecond = await send(door, grantCommands(ours, OWNER), width);
        const { address, pid } = service;
        const described = commandCalls(describeCommands(theirs, OWNER), service.token('service'));
        const requests = commandCalls(grantCommands(theirs, OWNER), service.token('service'));
        const target = { address, expected: 200, sleeps: width > 1 };
        await load.run({ ...target, connections: 50, requests: described }, pid);
        const loaded = await load.run({ ...target, connections: width, requests }, pid);
        const events = await grantsOf(store, ours);
        settle();
        const raw = await clientAppends(client, events, width);
        bench.say(
          `round ${round}, ${width} in flight: door ${perSecond.toFixed(0)}/s, HTTP ${loaded.perSecond.toFixed(0)}/s, raw ${raw.toFixed(0)}/s`,
        );
        if (round === 0) continue;
        rates.get(width)!.door.push(perSecond);
        rates.get(width)!.http.push(loaded.perSecond);
        rates.get(width)!.raw.push(raw);
      }
  } finally {
    load.stop();
    await service.stop();
    await client.dispose();
    await store.close();
  }
  return [...rates].flatMap(([width, { door: ours, http, raw }]) => [
    finding(`grants through the door, ${width} in flight`, ours, raw, width, where),
    finding(`grants over HTTP, ${width} in flight`, http, raw, width, where),
  ]);
}

const finding = (what: string, ours: number[], raw: number[], width: number, note: string): Finding => ({
  what,
  measured: { value: median(ours), unit: 'commands/s' },
  baseline: {
    what: "the same events by the client's own appendToStream",
    value: median(raw),
    unit: 'appends/s',
  },
  ratio: pairedRatio(ours, raw),
  ...(width > 1 && { bar: atLeast(0.6) }),
  note,
});

async function send(door: CommandDoor, wires: readonly Wire[], width: number): Promise<number> {
  const { elapsedMs } = await inFlight(width, wires.length, async (n) => {
    const command = readStructuredCommand(wires[n]!.value);
    const { result } = await door.execute({ ...command, source: { kind: 'http' } });
    if (result.outcome !== 'accepted') throw new Error(JSON.stringify(result));
  });
  return (wires.length * 1_000) / elapsedMs;
}

/** What the door recorded for the grants: the second event of each workspace. */
async function grantsOf(store: EventReader, workspaces: readonly string[]): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (const workspaceId of workspaces)
    for await (const page of store.readStream(`supportAccess-${workspaceId}`, 1)) events.push(...page);
  return events;
}

/** Appended to streams of others, which are no part of the log, with an expected revision as well. */
async function clientAppends(
  client: Client,
  events: readonly RecordedEvent[],
  width: number,
): Promise<number> {
  const run = uuidv7();
  const made = events.map(({ type, dataJson, metadataJson, chain }) =>
    jsonEvent({
      type,
      data: JSON.parse(dataJson),
      metadata: { ...JSON.parse(metadataJson), chain },
    } as never),
  );
  const { elapsedMs } = await inFlight(width, made.length, (n) =>
    client.appendToStream(`raw-${run}-${n}`, made[n]!, { expectedRevision: 'no_stream' }),
  );
  return (made.length * 1_000) / elapsedMs;
}

/** All read models from nothing, and nothing but reading the log by the client's own `readAll`. */
export async function wholeRebuild(bench: Bench, url: string, where: string): Promise<Finding> {
  const rounds = bench.quick ? 1 : 3;
  const reader = await openEventReader(url);
  const client = EventStoreDBClient.connectionString(url);
  const [ours, raw]: [number[], number[]] = [[], []];
  let events = 0;
  for (let round = 0; round <= rounds; round++) {
    settle();
    let since = performance.now();
    events = 0;
    for await (const { event } of client.readAll())
      if (event?.streamId.startsWith('supportAccess-')) events++;
    const rawRate = (events * 1_000) / (performance.now() - since);
    const models = await openReadModels(`sqlite:${join(bench.directory, `rebuilt-${round}.db`)}`);
    settle();
    since = performance.now();
    await rebuildReadModels(reader, models);
    const rate = (events * 1_000) / (performance.now() - since);
    await models.close();
    bench.say(`round ${round}: rebuilt ${rate.toFixed(0)} events/s, raw ${rawRate.toFixed(0)}`);
    if (round === 0) continue;
    ours.push(rate);
    raw.push(rawRate);
  }
  await client.dispose();
  await reader.close();
  return {
    what: `rebuild of the read models, ${events.toLocaleString('en')} events`,
    measured: { value: median(ours), unit: 'events/s' },
    baseline: { what: "the client's own readAll, nothing folded", value: median(raw), unit: 'events/s' },
    ratio: pairedRatio(ours, raw),
    bar: atLeast(0.5),
    note: where,
  };
}
