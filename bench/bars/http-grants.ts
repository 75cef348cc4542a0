import { DEFAULT_POLICY } from '#domain';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CommandDoor, readStructuredCommand } from '#commands';
import { systemClock } from '#config';
import { openEventStore } from '#event-store';
import type { Bar, Bench } from '../bar.js';
import type { Finding } from '../finding.js';
import { atLeast } from '../finding.js';
import { commandCalls, describeCommands, grantCalls, grantCommands } from '../http/grant-requests.js';
import type { Loaded } from '../http/load.js';
import { LoadGenerator, shownLoad } from '../http/load.js';
import { untilIdle } from '../process-facts.js';
import { ServiceProcess } from '../service-process.js';
import { median, pairedRatio } from '../statistics.js';
import type { Wire } from '../workload/commands.js';
import { workspaceIds } from '../workload/commands.js';
import { inFlight, settle } from '../workload/in-flight.js';

const IN_FLIGHT = 100;
/** The owner whose development token the service prints. */
const OWNER = 'olivia';
const POLICY = DEFAULT_POLICY;
/** Nothing that follows the log: what is compared is the way to the door. */
const API = { ROLES: 'api', REQUESTS_PER_MINUTE: '0' };
const EVERYTHING = { REQUESTS_PER_MINUTE: '0' };

/** A grant in each of many workspaces: the owner's call, a service's, and straight through the door. */
export const httpGrants: Bar = {
  name: 'http-grants',
  title: 'Grants over HTTP',
  async run(bench) {
    const [rounds, grants] = bench.quick ? [2, 2_000] : [7, 10_000];
    const workspaces = workspaceIds(2 * grants);
    const template = await makeTemplate(bench, workspaces);
    const done: Record<Way, Loaded[]> = { owner: [], service: [], all: [] };
    const door: number[] = [];
    // The first round warms the disk up; each process gets its own warm-up, of other workspaces.
    for (let round = 0; round <= rounds; round++) {
      const place: Place = { bench, template, workspaces, name: `round-${round}` };
      const owner = await throughService(place, 'owner');
      const inProcess = await throughDoor(place);
      const service = await throughService(place, 'service');
      const all = await throughService(place, 'all');
      bench.say(
        `round ${round}: ${[owner, service, all].map(shownLoad).join('; ')}; door ${inProcess.toFixed(0)}/s`,
      );
      if (round === 0) continue;
      done.owner.push(owner);
      done.service.push(service);
      done.all.push(all);
      door.push(inProcess);
    }
    return [
      { ...finding("the owner's call", done.owner, door), bar: atLeast(0.5) },
      finding("a service's CloudEvents", done.service, door),
      finding("the owner's call, all roles in the process", done.all, door),
    ];
  },
};

/** `owner` and `all`: the owner's call, the latter with everything that follows the log; `service`: the same as CloudEvents. */
type Way = 'owner' | 'service' | 'all';
type Place = {
  bench: Bench;
  template: string;
  /** Half of them to warm up. */
  workspaces: readonly string[];
  name: string;
};

function finding(what: string, done: readonly Loaded[], door: readonly number[]): Finding {
  const speeds = done.map(({ perSecond }) => perSecond);
  const middle = (of: keyof Loaded): number => median(done.map((each) => each[of]));
  return {
    what: `grants over HTTP, ${IN_FLIGHT} in flight, ${what}`,
    measured: { value: median(speeds), unit: 'grants/s' },
    baseline: { what: 'the same commands through the door', value: median(door), unit: 'commands/s' },
    ratio: pairedRatio(speeds, door),
    note: `p50 ${middle('p50Ms').toFixed(1)} ms, p99 ${middle('p99Ms').toFixed(1)} ms; ${middle('cpuUs').toFixed(0)} µs of CPU a grant`,
  };
}

/** A log in which every workspace is known, of which every round has copies. */
async function makeTemplate({ directory }: Bench, workspaces: readonly string[]): Promise<string> {
  const file = join(directory, 'template.db');
  const store = await openEventStore(`sqlite:${file}`);
  await send(new CommandDoor(store, systemClock, { policy: POLICY }), describeCommands(workspaces, OWNER));
  await store.close();
  return file;
}

const send = (door: CommandDoor, wires: readonly Wire[]) =>
  inFlight(IN_FLIGHT, wires.length, async (index) => {
    const { result } = await door.execute({
      ...readStructuredCommand(wires[index]!.value),
      source: { kind: 'http' },
    });
    if (result.outcome !== 'accepted') throw new Error(JSON.stringify(result));
  });

async function throughDoor({ bench, template, workspaces, name }: Place): Promise<number> {
  const file = join(bench.directory, `${name}-door.db`);
  copyFileSync(template, file);
  const store = await openEventStore(`sqlite:${file}`);
  const door = new CommandDoor(store, systemClock, { policy: POLICY });
  const [warmUp, measured] = halves(workspaces);
  await send(door, grantCommands(warmUp, OWNER));
  const wires = grantCommands(measured, OWNER);
  settle();
  const { elapsedMs } = await send(door, wires);
  await store.close();
  return (wires.length * 1000) / elapsedMs;
}

async function throughService(place: Place, way: Way): Promise<Loaded> {
  const { bench, template, workspaces, name } = place;
  const directory = join(bench.directory, `${name}-${way}`);
  mkdirSync(directory);
  copyFileSync(template, join(directory, 'events.db'));
  const env = way === 'all' ? EVERYTHING : API;
  const service = await ServiceProcess.start(directory, bench.nodeOptions, env);
  const load = new LoadGenerator();
  try {
    await untilIdle(service.pid);
    // Answers come by the commit, many at once: a generator that sleeps between is woken seldom, and leaves its core.
    const sleeps = true;
    const run = (some: readonly string[]) => {
      const requests =
        way === 'service'
          ? commandCalls(grantCommands(some, OWNER), service.token('service'))
          : grantCalls(some, service.token('owner'));
      const expected = way === 'service' ? 200 : 201;
      const { address, pid } = service;
      return load.run({ address, connections: IN_FLIGHT, requests, expected, sleeps }, pid);
    };
    const [warmUp, measured] = halves(workspaces);
    await run(warmUp);
    return await run(measured);
  } finally {
    load.stop();
    await service.stop();
  }
}

const halves = (list: readonly string[]) =>
  [list.slice(0, list.length / 2), list.slice(list.length / 2)] as const;
