import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Admin } from 'kafkajs';
import { openEventReader } from '#event-store';
import { openReadModelQueries } from '#read-models';
import { HOW_TO_GET_KAFKA, kafkaSource, startKafkaBroker } from '../../test/engines/kafka-broker.js';
import type { Bar, Bench } from '../bar.js';
import type { Finding } from '../finding.js';
import { atLeast, atMost } from '../finding.js';
import type { LoadAnswer } from '../kafka/load-generator.js';
import { client, countRecords, createTopics, namesOf, preload } from '../kafka/topics.js';
import { ServiceProcess, urls } from '../service-process.js';
import { median, pairedRatio } from '../statistics.js';
import { describe, story, workspaceIds } from '../workload/commands.js';

const WORKSPACES = 1_000;
const OFFERED_PER_SECOND = 1_000;
const POLL_MS = 20;
/** Nothing new for so long: something is wrong. */
const PATIENCE_MS = 60_000;

/** A command on Kafka to its durable events, result, record on the events topic and row in the read models. */
export const kafka: Bar = {
  name: 'kafka',
  title: 'Kafka, end to end',
  async run(bench) {
    if (kafkaSource() === undefined) throw new Error(`no Kafka here: ${HOW_TO_GET_KAFKA}`);
    const broker = await startKafkaBroker();
    const admin = client(broker.brokers, 'bench').admin();
    await admin.connect();
    try {
      return [
        ...(await saturated(bench, broker.brokers, admin)),
        ...(await paced(bench, broker.brokers, admin)),
      ];
    } finally {
      await admin.disconnect();
      await broker.close();
    }
  },
};

/** All commands lie there already: how many a second get through. */
async function saturated(
  { quick, directory, say }: Bench,
  brokers: string,
  admin: Admin,
): Promise<Finding[]> {
  const [warmUp, measured] = quick ? [2_000, 6_000] : [20_000, 60_000];
  const [ours, raw, peaksMiB]: [number[], number[], number[]] = [[], [], []];
  for (let round = 1; round <= (quick ? 1 : 3); round++) {
    const prefix = `saturated-${round}.${process.pid}.`;
    const workspaces = workspaceIds(WORKSPACES);
    const wires = [...describe(workspaces), ...story(workspaces, warmUp + measured - WORKSPACES)];
    await createTopics(admin, namesOf(prefix));
    await createTopics(admin, namesOf(`raw.${prefix}`));
    await preload(brokers, namesOf(prefix).commands, wires);

    const loop = await startRawLoop(brokers, prefix, `raw.${prefix}`);
    raw.push(await timed(admin, `raw.${prefix}`, warmUp, wires.length));
    await stop(loop);

    const place = join(directory, `saturated-${round}`);
    mkdirSync(place);
    const service = await startService(place, brokers, prefix);
    try {
      const followed = () => readModelsKnowAll(place);
      ours.push(await timed(admin, prefix, warmUp, wires.length, followed));
      if (service.peakRssMiB !== undefined) peaksMiB.push(service.peakRssMiB);
    } catch (error) {
      throw new Error(`${(error as Error).message}; the service said:\n${service.said}`, { cause: error });
    } finally {
      await service.stop();
    }
    say(
      `round ${round}: ${ours.at(-1)!.toFixed(0)} commands/s, raw loop ${raw.at(-1)!.toFixed(0)}, peak ${peaksMiB.at(-1)?.toFixed(0)} MiB`,
    );
  }
  return [
    {
      what: 'command → durable event → result, events topic, read models',
      measured: { value: median(ours), unit: 'commands/s' },
      baseline: { what: 'raw kafkajs loop', value: median(raw), unit: 'messages/s' },
      ratio: pairedRatio(ours, raw),
      bar: atLeast(0.3),
      note: `${measured} commands over ${WORKSPACES} workspaces that lay there already, after ${warmUp} of warm-up`,
    },
    {
      what: 'memory of the service meanwhile, peak RSS',
      measured: { value: Math.max(...peaksMiB), unit: 'MiB' },
      bar: atMost(300),
    },
  ];
}

/** Commands at a steady pace: how long from produce to result. */
async function paced({ quick, directory, say }: Bench, brokers: string, admin: Admin): Promise<Finding[]> {
  const [seconds, warmUpSeconds] = quick ? [5, 2] : [20, 8];
  const prefix = `paced.${process.pid}.`;
  const load = (target: string) =>
    [brokers, prefix, target, OFFERED_PER_SECOND, seconds, warmUpSeconds].map(String);
  await createTopics(admin, namesOf(prefix));
  await createTopics(admin, namesOf(`raw.${prefix}`));

  const loop = await startRawLoop(brokers, prefix, `raw.${prefix}`);
  const raw = await offerLoad(load(`raw.${prefix}`));
  await stop(loop);
  say(`raw loop: p50 ${raw.p50Ms.toFixed(1)} ms, p99 ${raw.p99Ms.toFixed(1)} ms`);

  const place = join(directory, 'paced');
  mkdirSync(place);
  const ownPrefix = `own.${prefix}`;
  await createTopics(admin, namesOf(ownPrefix));
  const service = await startService(place, brokers, ownPrefix);
  try {
    const ours = await offerLoad([brokers, ownPrefix, ownPrefix, ...load('').slice(3)]);
    say(
      `service: p50 ${ours.p50Ms.toFixed(1)} ms, p99 ${ours.p99Ms.toFixed(1)} ms, worst ${ours.worstMs.toFixed(0)} ms`,
    );
    if (ours.answered !== ours.offered)
      throw new Error(
        `${ours.answered} of ${ours.offered} commands were answered; the service said:\n${service.said}`,
      );
    const what = `produce → result at ${OFFERED_PER_SECOND} commands/s`;
    const baseline = (value: number) => ({ what: 'raw kafkajs loop', value, unit: 'ms' });
    return [
      {
        what: `${what}: p50`,
        measured: { value: ours.p50Ms, unit: 'ms' },
        baseline: baseline(raw.p50Ms),
        bar: atMost(10),
      },
      {
        what: `${what}: p99`,
        measured: { value: ours.p99Ms, unit: 'ms' },
        baseline: baseline(raw.p99Ms),
        bar: atMost(100),
        note: `${seconds} s, worst ${ours.worstMs.toFixed(0)} ms`,
      },
    ];
  } finally {
    await service.stop();
  }
}

const startService = (place: string, brokers: string, prefix: string): Promise<ServiceProcess> =>
  ServiceProcess.start(place, { KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix, ROLES: 'all' });

async function startRawLoop(...args: string[]): Promise<ChildProcess> {
  const loop = fork(fileURLToPath(new URL('../kafka/raw-loop.js', import.meta.url)), args, { execArgv: [] });
  await once(loop, 'message');
  return loop;
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function offerLoad(args: string[]): Promise<LoadAnswer> {
  const generator = fork(fileURLToPath(new URL('../kafka/load-generator.js', import.meta.url)), args, {
    execArgv: [],
  });
  const [answer] = (await Promise.race([once(generator, 'message'), once(generator, 'exit')])) as [unknown];
  if (typeof answer !== 'object' || answer === null)
    throw new Error('the load generator ended without an answer');
  return answer as LoadAnswer;
}

/**
 * From the instant that the warm-up's results are there until everything is: results, events and what else follows.
 * @returns commands a second
 */
async function timed(
  admin: Admin,
  prefix: string,
  warmUp: number,
  count: number,
  followed: () => Promise<boolean> = async () => true,
): Promise<number> {
  const { results, events } = namesOf(prefix);
  let [from, before] = [0, 0];
  let progressAt = performance.now();
  for (let last = 0; ;) {
    const done = await countRecords(admin, results);
    const now = performance.now();
    if (done > last) [last, progressAt] = [done, now];
    if (from === 0 && done >= warmUp) [from, before] = [now, done];
    // Every command of the workload leaves exactly one event.
    if (done >= count && (await countRecords(admin, events)) >= count && (await followed()))
      return ((count - before) * 1000) / (performance.now() - from);
    if (now - progressAt > PATIENCE_MS)
      throw new Error(`${done} of ${count} results, and then none for a minute`);
    await sleep(POLL_MS);
  }
}

async function readModelsKnowAll(place: string): Promise<boolean> {
  const { EVENT_STORE_URL, READ_MODEL_URL } = urls(place);
  const reader = await openEventReader(EVENT_STORE_URL);
  const queries = await openReadModelQueries(READ_MODEL_URL);
  try {
    return (await queries.position()) >= (await reader.head());
  } finally {
    await queries.close();
    await reader.close();
  }
}
