import type { DoubleProcess } from '../../test/doubles/eventstoredb/double-process.js';
import type { Bar } from '../bar.js';
import type { Cluster } from '../cluster/cluster.js';
import { withDouble, withKafka } from '../cluster/cluster.js';
import { commandsWork, startCommands } from '../cluster/commands-work.js';
import { CpuShare } from '../cluster/cpu-share.js';
import type { Work } from '../cluster/work.js';
import type { Finding } from '../finding.js';
import { atLeast } from '../finding.js';
import { PARTITIONS } from '../kafka/topics.js';
import { median, pairedRatio } from '../statistics.js';

const SHARE = 0.25;
const LATE_MS = 500;

/**
 * Two processes with the role `commands` beside one. The machine has fewer cores than they, the broker and the store would
 * have in a cluster, so each process is held to a part of a core; or the store is made so slow that the processor is idle.
 */
export const cluster: Bar = {
  name: 'cluster',
  title: 'Two processes for commands',
  run: (bench) =>
    withKafka(async (kafka) => {
      const findings: Finding[] = [];
      for (const way of WAYS) {
        const done: Record<1 | 2, Round[]> = { 1: [], 2: [] };
        for (let round = 1; round <= (bench.quick ? 1 : 3); round++)
          for (const processes of [1, 2] as const) {
            const prefix = `${way.name}-${round}-${processes}.${process.pid}.`;
            const place = { ...bench, ...kafka, prefix };
            const result = await withDouble((double) =>
              measure({ ...place, eventStoreUrl: double.url }, way, processes, double),
            );
            done[processes].push(result);
            bench.say(
              `${way.what}, ${processes}: ${result.perSecond.toFixed(0)} commands/s, ${facts(result)}`,
            );
          }
        findings.push(...compare(way, done[1], done[2]));
      }
      return findings;
    }),
};

type Way = {
  name: 'held' | 'late' | 'free';
  what: string;
  commands: number;
  /** Of a core, for each process. */
  share?: number;
  /** How long the store keeps its answer to an append back. */
  lateMs?: number;
};

const WAYS: readonly Way[] = [
  { name: 'held', what: `each held to ${SHARE} of a core`, commands: 20_000, share: SHARE },
  {
    name: 'late',
    what: `not held, on a store that answers each append ${LATE_MS} ms late`,
    commands: 12_000,
    lateMs: LATE_MS,
  },
  { name: 'free', what: 'not held: the cores are shared with broker and store', commands: 30_000 },
];

/** `cpuUs`: of all the processes together. */
type Round = Omit<Work, 'cpuUs'> & { cpuUs: number; storeShare: number; peakMiB: number };

async function measure(cluster: Cluster, way: Way, processes: number, double: DoubleProcess): Promise<Round> {
  const services = await startCommands(cluster, processes);
  let held: CpuShare | undefined;
  try {
    const { share, lateMs } = way;
    const [warmUp, commands] = cluster.quick ? [4_000, way.commands / 4] : [10_000, way.commands];
    const warm = async (): Promise<void> => {
      if (lateMs !== undefined) await double.tell(`late ${lateMs}`);
      const pids = services.map(({ pid }) => pid!);
      if (share !== undefined) held = new CpuShare(pids, share);
    };
    const work = await commandsWork(cluster, services, { warmUp, commands, besides: [double.pid], warm });
    const cpuUs = work.cpuUs.slice(0, -1).reduce((sum, us) => sum + us);
    const [coreShares, storeShare] = [work.coreShares.slice(0, -1), work.coreShares.at(-1)!];
    const peakMiB = Math.max(...services.map((service) => service.resident().peakMiB));
    return { ...work, cpuUs, coreShares, storeShare, peakMiB };
  } finally {
    held?.end();
    for (const service of services) await service.stop();
  }
}

function compare(way: Way, one: readonly Round[], two: readonly Round[]): Finding[] {
  const speeds = (rounds: readonly Round[]) => rounds.map(({ perSecond }) => perSecond);
  const cpuUs = (rounds: readonly Round[]) => rounds.map((round) => round.cpuUs);
  const what = `commands of two processes, ${way.what}`;
  const short = isShort(way, [...one, ...two]);
  const told = `${PARTITIONS} partitions; one: ${facts(middle(one))}; two: ${facts(middle(two))}`;
  return [
    {
      what,
      measured: { value: median(speeds(two)), unit: 'commands/s' },
      baseline: { what: 'of one', value: median(speeds(one)), unit: 'commands/s' },
      ...(!short && { ratio: pairedRatio(speeds(two), speeds(one)) }),
      ...(way.name === 'held' && { bar: atLeast(1.5) }),
      note: short ? `no ratio, the machine was too busy to give them their share; ${told}` : told,
    },
    {
      what: 'the same, CPU a command',
      measured: { value: median(cpuUs(two)), unit: 'µs' },
      baseline: { what: 'with one', value: median(cpuUs(one)), unit: 'µs' },
      ratio: pairedRatio(cpuUs(two), cpuUs(one)),
    },
  ];
}

/** A neighbour that takes the cores takes from two processes something else than from one. */
const isShort = ({ share = 0 }: Way, rounds: readonly Round[]): boolean =>
  rounds.some(({ coreShares }) => coreShares.some((used) => used < 0.85 * share));

const middle = (rounds: readonly Round[]): Round =>
  rounds.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(rounds.length / 2)]!;

const facts = ({ coreShares, storeShare, machineBusy, peakMiB }: Round): string =>
  `processes used ${coreShares.map(percent).join(' and ')} of a core, the store ${percent(storeShare)}, all of the machine ${percent(machineBusy)}, peak RSS ${peakMiB.toFixed(0)} MiB`;

const percent = (part: number): string => `${(100 * part).toFixed(0)} %`;
