import { DEFAULT_POLICY } from '#domain';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import type { Door } from '#commands';
import { CommandDoor, readStructuredCommand } from '#commands';
import { systemClock } from '#config';
import { openEventStore } from '#event-store';
import { ExecuteCommandHandler, ExecuteCommand } from '../../apps/service/api/execute-command.js';
import { DOOR } from '../../apps/service/ports.js';
import type { Bar, Bench } from '../bar.js';
import type { Finding } from '../finding.js';
import { atLeast, atMost } from '../finding.js';
import type { RawInserts, RawRow } from '../raw/raw-log.js';
import { PlainLog, RawLog, rowsOf } from '../raw/raw-log.js';
import { median, pairedRatio, percentile } from '../statistics.js';
import type { Wire } from '../workload/commands.js';
import { describe, story, workspaceIds } from '../workload/commands.js';
import { inFlight, settle } from '../workload/in-flight.js';

const WORKSPACES = 1_000;
const POLICY = DEFAULT_POLICY;

/** From the bytes of the wire to the durable answer. */
export const door: Bar = {
  name: 'door',
  title: 'Durable commands through the door',
  async run(bench) {
    const template = await makeTemplate(bench);
    const many = {
      template,
      inFlight: 100,
      perTransaction: 100,
      commands: bench.quick ? 5_000 : 20_000,
      rounds: bench.quick ? 2 : 9,
    };
    const one = {
      template,
      inFlight: 1,
      perTransaction: 1,
      commands: bench.quick ? 1_000 : 2_000,
      rounds: bench.quick ? 2 : 9,
    };
    const busy = await compare(bench, many);
    const bus = await compare(bench, many, throughTheBus);
    const single = await compare(bench, one);
    return [
      ...findings(busy, '100 in flight', 'at 100 events/transaction', atLeast(0.6), 25),
      { ...findings(bus, '100 in flight, with the CommandBus in front', 'at 100 events/transaction')[0]! },
      ...findings(single, 'one at a time', 'at 1 event/transaction', atLeast(0.5), 2),
    ];
  },
};

type Setting = {
  template: string;
  inFlight: number;
  perTransaction: number;
  commands: number;
  rounds: number;
};
type Compared = {
  ours: number[];
  /** In the plain table, and in the store's own. */
  plain: number[];
  raw: number[];
  p50Ms: number[];
  p99Ms: number[];
  /** Of all threads, for each command or row: what other programs on the machine cannot change much. */
  oursCpuUs: number[];
  rawCpuUs: number[];
  rows: RawRow[];
};
type InFront = (door: Door) => Promise<{ door: Door; close(): Promise<void> }>;

const nothing: InFront = async (door) => ({ door, close: async () => {} });

/** A log of 1,000 known workspaces, of which every round has a copy. */
async function makeTemplate({ directory }: Bench): Promise<string> {
  const file = join(directory, 'template.db');
  const store = await openEventStore(`sqlite:${file}`);
  await send(
    new CommandDoor(store, systemClock, { policy: POLICY }),
    describe(workspaceIds(WORKSPACES)),
    100,
  );
  await store.close();
  return file;
}

async function compare(bench: Bench, setting: Setting, inFront = nothing): Promise<Compared> {
  const compared: Compared = {
    ours: [],
    plain: [],
    raw: [],
    p50Ms: [],
    p99Ms: [],
    oursCpuUs: [],
    rawCpuUs: [],
    rows: [],
  };
  // The first round warms both up, and leaves the rows that the raw baseline inserts.
  for (let round = 0; round <= setting.rounds; round++) {
    const file = join(bench.directory, `door-${setting.inFlight}-${inFront.name}-${round}.db`);
    copyFileSync(setting.template, file);
    const ours = await runDoor(file, setting, inFront);
    if (round === 0) compared.rows = rowsOf(file, ours.after);
    const plain = runRaw(bench, setting, compared.rows, `plain-${round}`, (path) => new PlainLog(path));
    const raw = runRaw(bench, setting, compared.rows, `own-${round}`, (path) => {
      copyFileSync(setting.template, path);
      return new RawLog(path);
    });
    if (round === 0) continue;
    compared.ours.push(ours.perSecond);
    compared.plain.push(plain.perSecond);
    compared.raw.push(raw.perSecond);
    compared.oursCpuUs.push(ours.cpuUs);
    compared.rawCpuUs.push(raw.cpuUs);
    compared.p50Ms.push(percentile(ours.latenciesMs, 0.5));
    compared.p99Ms.push(percentile(ours.latenciesMs, 0.99));
    bench.say(
      `round ${round}: ${ours.perSecond.toFixed(0)} commands/s, raw ${plain.perSecond.toFixed(0)} events/s, in our tables ${raw.perSecond.toFixed(0)}`,
    );
  }
  return compared;
}

async function runDoor(file: string, setting: Setting, inFront: InFront) {
  const store = await openEventStore(`sqlite:${file}`);
  const front = await inFront(new CommandDoor(store, systemClock, { policy: POLICY }));
  const workspaces = workspaceIds(WORKSPACES);
  // Busy workspaces are in the door's cache.
  await send(front.door, describe(workspaces), 100);
  const after = await store.head();
  const wires = story(workspaces, setting.commands);
  settle();
  const cpu = cpuUs();
  const { latenciesMs, elapsedMs } = await send(front.door, wires, setting.inFlight);
  const spentUs = cpuUs() - cpu;
  await front.close();
  await store.close();
  return {
    after,
    latenciesMs,
    perSecond: (setting.commands * 1000) / elapsedMs,
    cpuUs: spentUs / setting.commands,
  };
}

const send = (door: Door, wires: readonly Wire[], width: number) =>
  inFlight(width, wires.length, (index) =>
    door.execute({
      ...readStructuredCommand(wires[index]!.value),
      source: {
        kind: 'kafka',
        topic: 'support-access.commands',
        partition: index % 12,
        offset: String(index),
      },
    }),
  );

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function runRaw(
  { directory }: Bench,
  { perTransaction }: Setting,
  rows: readonly RawRow[],
  name: string,
  open: (file: string) => RawInserts,
) {
  const file = join(directory, `raw-${perTransaction}-${name}.db`);
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  const raw = open(file);
  settle();
  const cpu = cpuUs();
  const perSecond = raw.insert(rows, perTransaction);
  const spentUs = cpuUs() - cpu;
  raw.close();
  return { perSecond, cpuUs: spentUs / rows.length };
}

const throughTheBus: InFront = async function throughTheBus(door) {
  @Module({
    imports: [CqrsModule.forRoot()],
    providers: [{ provide: DOOR, useValue: door }, ExecuteCommandHandler],
  })
  class BusModule {}
  const app = await NestFactory.createApplicationContext(BusModule, { logger: false });
  const bus = app.get(CommandBus);
  return {
    door: { execute: (envelope) => bus.execute(new ExecuteCommand(envelope)) },
    close: () => app.close(),
  };
};

function findings(
  { ours, plain, raw, p50Ms, p99Ms, oursCpuUs, rawCpuUs, rows }: Compared,
  what: string,
  rawWhat: string,
  bar?: NonNullable<Finding['bar']>,
  p99BarMs?: number,
): Finding[] {
  const bytes = rows.reduce((sum, row) => sum + (row[4] as string).length, 0) / rows.length;
  return [
    {
      what,
      measured: { value: median(ours), unit: 'commands/s' },
      baseline: { what: `${rawWhat}, plain table`, value: median(plain), unit: 'events/s' },
      ratio: pairedRatio(ours, plain),
      ...(bar && { bar }),
      note: `over ${WORKSPACES} workspaces, ${bytes.toFixed(0)} bytes of event data on average, p50 ${median(p50Ms).toFixed(2)} ms, p99 ${median(p99Ms).toFixed(2)} ms; ${median(oursCpuUs).toFixed(0)} µs of CPU a command, raw ${median(rawCpuUs).toFixed(0)} µs an event`,
    },
    {
      what: `${what}, against the store's own tables`,
      measured: { value: median(ours), unit: 'commands/s' },
      baseline: { what: rawWhat, value: median(raw), unit: 'events/s' },
      ratio: pairedRatio(ours, raw),
    },
    {
      what: `${what}: p99`,
      measured: { value: median(p99Ms), unit: 'ms' },
      ...(p99BarMs !== undefined && { bar: atMost(p99BarMs) }),
    },
  ];
}
