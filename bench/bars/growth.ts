import { DEFAULT_POLICY } from '#domain';
import { join } from 'node:path';
import { CommandDoor, readStructuredCommand } from '#commands';
import { systemClock } from '#config';
import type { EventStore } from '#event-store';
import { openEventStore } from '#event-store';
import type { Bar, Bench } from '../bar.js';
import type { Finding } from '../finding.js';
import { atMost } from '../finding.js';
import { BulkLog } from '../raw/bulk-log.js';
import { median, pairedRatio } from '../statistics.js';
import type { CommandIds, Wire } from '../workload/commands.js';
import { describe, story, workspaceIds } from '../workload/commands.js';
import { interleaved } from '../workload/history.js';
import { inFlight, settle } from '../workload/in-flight.js';

const POLICY = DEFAULT_POLICY;
const IN_FLIGHT = 100;
const EVENTS_EACH = 50;
const START_MS = Date.now() - 90 * 86_400_000;

/** What a command costs does not grow with what happened before. */
export const growth: Bar = {
  name: 'growth',
  title: 'Growth',
  async run(bench) {
    return [...(await longStreams(bench)), ...(await longLog(bench))];
  },
};

/** Workspaces with a long history beside workspaces with a short one, in one log. */
async function longStreams(bench: Bench): Promise<Finding[]> {
  const long = bench.quick ? 1_000 : 10_000;
  const many = workspaceIds(100, 'long');
  const few = workspaceIds(100, 'short');
  const file = join(bench.directory, 'streams.db');
  const histories = [interleaved(many, long, START_MS), interleaved(few, 10, START_MS)];
  await BulkLog.write(file, oneAfterAnother(histories));
  bench.say(`100 workspaces with ${long} events each`);
  const door = await openDoor(file);
  // The first command on each folds its stream.
  const coldMs = [await send(door, describe(many), 1), await send(door, describe(few), 1)] as const;
  const { ours, baseline, ratio } = await inTurns(bench, [door, many], [door, few], 'random');
  await door.close();
  const [coldMany, coldFew] = coldMs.map((us) => (us / 1000).toFixed(2));
  return [
    {
      what: `a command on a workspace with ${long} events`,
      measured: { value: ours, unit: 'µs' },
      baseline: { what: 'with 10', value: baseline, unit: 'µs' },
      ratio,
      bar: atMost(1.2, 'ratio'),
      note: `warm, ${IN_FLIGHT} in flight over 100 workspaces; the first command after a start, one at a time: ${coldMany} ms against ${coldFew} ms`,
    },
  ];
}

function* oneAfterAnother<T>(all: readonly Iterable<T>[]): Generator<T> {
  for (const each of all) yield* each;
}

/** 1,000 active workspaces in a log that holds a hundred times more of others. */
async function longLog(bench: Bench): Promise<Finding[]> {
  const [short, long] = [50_000, bench.quick ? 250_000 : 5_000_000];
  const doors: BenchDoor[] = [];
  for (const events of [long, short]) {
    const file = join(bench.directory, `log-${events}.db`);
    await BulkLog.write(file, interleaved(workspaceIds(events / EVENTS_EACH), EVENTS_EACH, START_MS));
    bench.say(`a log of ${events} events`);
    doors.push(await openDoor(file));
  }
  const findings: Finding[] = [];
  for (const ids of ['random', 'time-ordered'] as const) {
    const [longDoor, shortDoor] = doors as [BenchDoor, BenchDoor];
    const active = workspaceIds(1_000);
    const apart = workspaceIds(long / EVENTS_EACH).filter((_, i) => i % (long / EVENTS_EACH / 1_000) === 0);
    await send(longDoor, describe(apart), IN_FLIGHT);
    await send(shortDoor, describe(active), IN_FLIGHT);
    const { ours, baseline, ratio } = await inTurns(bench, [longDoor, apart], [shortDoor, active], ids);
    findings.push({
      what: `a command on a log of ${long} events, ${ids} command ids`,
      measured: { value: ours, unit: 'µs' },
      baseline: { what: `on ${short}`, value: baseline, unit: 'µs' },
      ratio,
      bar: atMost(1.2, 'ratio'),
      note: `1,000 active workspaces, ${IN_FLIGHT} in flight`,
    });
  }
  for (const door of doors) await door.close();
  return findings;
}

type BenchDoor = { door: CommandDoor; close(): Promise<void> };
type Side = readonly [door: BenchDoor, workspaces: readonly string[]];

async function openDoor(file: string): Promise<BenchDoor> {
  const store: EventStore = await openEventStore(`sqlite:${file}`);
  return { door: new CommandDoor(store, systemClock, { policy: POLICY }), close: () => store.close() };
}

/** @returns µs a command on either side, medians of rounds in turns */
async function inTurns({ quick, say }: Bench, [door, big]: Side, [otherDoor, small]: Side, ids: CommandIds) {
  const commands = quick ? 2_000 : 20_000;
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let round = 0; round <= (quick ? 2 : 7); round++) {
    const wires = [story(big, commands, ids), story(small, commands, ids)] as const;
    settle();
    const bigUs = await send(door, wires[0], IN_FLIGHT);
    settle();
    const smallUs = await send(otherDoor, wires[1], IN_FLIGHT);
    if (round === 0) continue; // Warms up.
    ours.push(bigUs);
    baseline.push(smallUs);
    say(`round ${round}: ${bigUs.toFixed(1)} µs against ${smallUs.toFixed(1)} µs`);
  }
  return { ours: median(ours), baseline: median(baseline), ratio: pairedRatio(ours, baseline) };
}

/** @returns µs a command */
async function send({ door }: BenchDoor, wires: readonly Wire[], width: number): Promise<number> {
  const { elapsedMs } = await inFlight(width, wires.length, (index) =>
    door.execute({
      ...readStructuredCommand(wires[index]!.value),
      source: { kind: 'kafka', topic: 'support-access.commands', partition: 0, offset: String(index) },
    }),
  );
  return (elapsedMs * 1000) / wires.length;
}
