import { DEFAULT_POLICY } from '#domain';
import { copyFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { CommandDoor, readStructuredCommand } from '#commands';
import { systemClock } from '#config';
import { openEventStore, RecordedEvent } from '#event-store';
import { openDueListQueries } from '#expiry';
import { openReadModelQueries } from '#read-models';
import type { LogTree } from '#evidence';
import { CheckpointKeys, CheckpointMaker, inclusionProof, openLogTree, openLogTreeQueries } from '#evidence';
import type { Bar, Bench } from '../bar.js';
import type { Finding } from '../finding.js';
import { atLeast, atMost } from '../finding.js';
import { residentOf } from '../process-facts.js';
import { median, pairedRatio } from '../statistics.js';
import { describe, story, workspaceIds } from '../workload/commands.js';
import type { FoldingTask } from '../workload/folding-worker.js';
import { inFlight, settle } from '../workload/in-flight.js';

const WORKSPACES = 1_000;
const IN_FLIGHT = 100;
/** By count, so that a slow machine signs no more than a fast one: at 20,000 a second twice a second, where once a minute is usual. */
const COMMANDS_A_CHECKPOINT = 10_000;
const POLICY = DEFAULT_POLICY;
const keys = new CheckpointKeys('bench', [generateKeyPairSync('ed25519').privateKey]);

/** What signing the log costs: those who send commands, and as the log grows. */
export const checkpoints: Bar = {
  name: 'checkpoints',
  title: 'Checkpoints',
  async run(bench) {
    return [...(await commandPath(bench)), ...(await ofAnySize(bench))];
  },
};

/** Commands while the projections follow, with the tree and checkpoints, and without both. */
async function commandPath(bench: Bench): Promise<Finding[]> {
  const template = join(bench.directory, 'template.db');
  const commands = bench.quick ? COMMANDS_A_CHECKPOINT : 4 * COMMANDS_A_CHECKPOINT;
  const store = await openEventStore(`sqlite:${template}`);
  const door = new CommandDoor(store, systemClock, { policy: POLICY });
  for (const wire of describe(workspaceIds(WORKSPACES)))
    await door.execute({ ...readStructuredCommand(wire.value), source: { kind: 'http' } });
  await store.close();
  const series = { signed: [] as Round[], plain: [] as Round[] };
  const rounds = bench.quick ? 2 : 9;
  for (let round = 0; round <= rounds; round++) {
    // Who comes first changes: a machine that tires or warms up does so for both.
    const order = round % 2 === 0 ? ([true, false] as const) : ([false, true] as const);
    const results = new Map<boolean, Round>();
    for (const signs of order)
      results.set(signs, await runCommands(bench, { template, commands, signs, round }));
    const [signed, plain] = [results.get(true)!, results.get(false)!];
    if (round === 0) continue; // Warms both up.
    series.signed.push(signed);
    series.plain.push(plain);
    bench.say(
      `round ${round}: ${signed.perSecond.toFixed(0)} commands/s with ${signed.checkpoints} checkpoints, ${plain.perSecond.toFixed(0)} without; ${signed.cpuUs.toFixed(1)} µs of CPU, ${plain.cpuUs.toFixed(1)} without`,
    );
  }
  const of = (key: 'perSecond' | 'cpuUs', which: Round[]): number[] => which.map((round) => round[key]);
  const { signed, plain } = series;
  return [
    {
      what: `durable commands, ${IN_FLIGHT} in flight, while the log is folded, and signed every ${COMMANDS_A_CHECKPOINT} commands`,
      measured: { value: median(of('perSecond', signed)), unit: 'commands/s' },
      baseline: {
        what: 'folded into all but the tree, not signed',
        value: median(of('perSecond', plain)),
        unit: 'commands/s',
      },
      ratio: pairedRatio(of('perSecond', signed), of('perSecond', plain)),
      bar: atLeast(0.95),
      note: `${commands} commands, ${median(signed.map((round) => round.checkpoints))} checkpoints a round`,
    },
    {
      what: 'CPU time a command, all threads, until everything is folded',
      measured: { value: median(of('cpuUs', signed)), unit: 'µs' },
      baseline: { what: 'without tree and checkpoints', value: median(of('cpuUs', plain)), unit: 'µs' },
      ratio: pairedRatio(of('cpuUs', signed), of('cpuUs', plain)),
      bar: atMost(1.05, 'ratio'),
      note: 'hardly depends on what else the machine does',
    },
  ];
}

type Round = { perSecond: number; cpuUs: number; checkpoints: number };
type RoundSetting = { template: string; commands: number; signs: boolean; round: number };

async function runCommands(
  { directory }: Bench,
  { template, commands, signs, round }: RoundSetting,
): Promise<Round> {
  const base = join(directory, `commands-${round}-${signs}`);
  const [eventStoreUrl, readModelUrl] = [`sqlite:${base}.db`, `sqlite:${base}-read-models.db`];
  copyFileSync(template, `${base}.db`);
  const store = await openEventStore(eventStoreUrl);
  const worker = new Worker(new URL('../workload/folding-worker.js', import.meta.url), {
    workerData: { eventStoreUrl, readModelUrl, tree: signs } satisfies FoldingTask,
  });
  const exited = new Promise((resolve) => worker.once('exit', resolve));
  const tree = await openLogTreeQueries(readModelUrl);
  const folded = [
    await openReadModelQueries(readModelUrl),
    await openDueListQueries(readModelUrl),
    ...(signs ? [tree] : []),
  ];
  const untilFolded = async (): Promise<void> => {
    const head = await store.head();
    for (const each of folded) while ((await each.position().catch(() => -1n)) < head) await sleep(5);
  };
  await untilFolded();
  const maker = new CheckpointMaker(store, tree, keys);
  let made = 0;
  const sign = async (): Promise<void> => {
    if (await maker.make()) made += 1;
  };
  const door = new CommandDoor(store, systemClock, { policy: POLICY });
  const wires = story(workspaceIds(WORKSPACES), commands);
  settle();
  const cpu = process.cpuUsage();
  const { elapsedMs } = await inFlight(IN_FLIGHT, commands, async (index) => {
    // Along with the commands, as in the service: nobody but its own lane waits for it.
    if (signs && index % COMMANDS_A_CHECKPOINT === COMMANDS_A_CHECKPOINT / 2) await sign();
    await door.execute({ ...readStructuredCommand(wires[index]!.value), source: { kind: 'http' } });
  });
  await untilFolded();
  const { user, system } = process.cpuUsage(cpu);
  worker.postMessage('stop');
  await exited;
  for (const each of new Set([...folded, tree, store])) await each.close();
  return { perSecond: (commands * 1_000) / elapsedMs, cpuUs: (user + system) / commands, checkpoints: made };
}

/** One checkpoint, and one proof, of a log of few events and of one of many. */
async function ofAnySize(bench: Bench): Promise<Finding[]> {
  const [few, many] = [50_000, bench.quick ? 250_000 : 5_000_000];
  const small = await openSide(bench, few);
  const residentFew = residentOf(process.pid).peakMiB;
  const large = await openSide(bench, many);
  const residentMany = residentOf(process.pid).peakMiB;
  const times = {
    large: [] as number[],
    largeWall: [] as number[],
    smallWall: [] as number[],
    small: [] as number[],
    largeProof: [] as number[],
    smallProof: [] as number[],
  };
  for (let round = 0; round < (bench.quick ? 50 : 300); round++) {
    const [ofMany, ofFew] = [await large.checkpoint(), await small.checkpoint()];
    times.large.push(ofMany.cpuUs);
    times.small.push(ofFew.cpuUs);
    times.largeWall.push(ofMany.wallUs);
    times.smallWall.push(ofFew.wallUs);
    times.largeProof.push(await large.proofUs());
    times.smallProof.push(await small.proofUs());
  }
  await large.close();
  await small.close();
  return [
    {
      what: `a checkpoint of a log of ${many} events, CPU time`,
      measured: { value: median(times.large), unit: 'µs' },
      baseline: { what: `of ${few}`, value: median(times.small), unit: 'µs' },
      ratio: pairedRatio(times.large, times.small),
      bar: atMost(1.2, 'ratio'),
      note: `compared with the last, signed and durable; by the clock ${median(times.largeWall).toFixed(0)} µs, ${median(times.smallWall).toFixed(0)} of the short log; folding took ${(large.foldUs / many).toFixed(1)} µs an event, ${(small.foldUs / few).toFixed(1)} of the short log; peak RSS ${residentFew.toFixed(0)} MiB after the short one, ${residentMany.toFixed(0)} MiB after the long one`,
    },
    {
      what: `a proof that an event is among ${many}`,
      measured: { value: median(times.largeProof), unit: 'µs' },
      baseline: { what: `among ${few}`, value: median(times.smallProof), unit: 'µs' },
      ratio: pairedRatio(times.largeProof, times.smallProof),
    },
  ];
}

const STRETCH = 1_000;

async function openSide({ directory, say }: Bench, size: number) {
  const store = await openEventStore(`sqlite:${join(directory, `size-${size}.db`)}`);
  const tree = await openLogTree(`sqlite:${join(directory, `size-${size}-read-models.db`)}`);
  const since = performance.now();
  for (let from = 0; from < size; from += STRETCH) await fold(tree, from, STRETCH);
  const foldUs = (performance.now() - since) * 1_000;
  say(`a tree of ${size} events`);
  const maker = new CheckpointMaker(store, tree, keys);
  let next = size;
  return {
    foldUs,
    /** All threads, and until it is on disk: by the clock it is mostly the disk and the neighbours. */
    async checkpoint(): Promise<{ cpuUs: number; wallUs: number }> {
      await fold(tree, next, 100);
      next += 100;
      const [before, cpu] = [performance.now(), process.cpuUsage()];
      const made = await maker.make();
      if (made === undefined) throw new Error('there was something new');
      const { user, system } = process.cpuUsage(cpu);
      return { cpuUs: user + system, wallUs: (performance.now() - before) * 1_000 };
    },
    async proofUs(): Promise<number> {
      const index = (next * 7_919) % size;
      const before = performance.now();
      await inclusionProof(tree, index, next);
      return (performance.now() - before) * 1_000;
    },
    async close(): Promise<void> {
      await tree.close();
      await store.close();
    },
  };
}

/** Events as the tree looks at them: an id and a chain value, here made of their number. */
async function fold(tree: LogTree, from: number, count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, i) => {
    const hex = (from + i).toString(16).padStart(12, '0');
    const id = `0192f0c0-${hex.slice(0, 4)}-7${hex.slice(4, 7)}-8000-0000000${hex.slice(7)}`;
    const [stream, chain] = [`supportAccess-w${i}`, hex.repeat(6).slice(0, 64)];
    return new RecordedEvent(BigInt(from + i + 1), stream, 0, id, 'SupportLogin', '{}', '{}', chain);
  });
  await tree.apply(events, BigInt(from + count));
}
