import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Admin } from 'kafkajs';
import { HOW_TO_GET_KAFKA, kafkaSource, startKafkaBroker } from '../../test/engines/kafka-broker.js';
import type { Bar, Bench } from '../bar.js';
import type { Finding } from '../finding.js';
import { atLeast, atMost } from '../finding.js';
import { readModelsKnowAll, timed } from '../kafka/completion.js';
import type { Through } from '../kafka/completion.js';
import type { LoadAnswer } from '../kafka/load-generator.js';
import { client, createTopics, namesOf, preload } from '../kafka/topics.js';
import type { Resident } from '../process-facts.js';
import { shownResident } from '../process-facts.js';
import { ServiceProcess } from '../service-process.js';
import { median, pairedRatio } from '../statistics.js';
import { describe, story, workspaceIds } from '../workload/commands.js';

const WORKSPACES = 1_000;
const OFFERED_PER_SECOND = 1_000;

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
      const place: Place = { ...bench, brokers: broker.brokers, admin };
      return [...(await saturated(place)), ...(await paced(place))];
    } finally {
      await admin.disconnect();
      await broker.close();
    }
  },
};

type Place = Bench & { brokers: string; admin: Admin };

/** All commands lie there already: how many a second get through. */
async function saturated(place: Place): Promise<Finding[]> {
  const { quick, brokers, admin, say } = place;
  const [warmUp, measured] = quick ? [2_000, 6_000] : [20_000, 60_000];
  const [ours, raw, memory]: [Through[], Through[], Resident[]] = [[], [], []];
  for (let round = 1; round <= (quick ? 1 : 3); round++) {
    const prefix = `saturated-${round}.${process.pid}.`;
    const workspaces = workspaceIds(WORKSPACES);
    const wires = [...describe(workspaces), ...story(workspaces, warmUp + measured - WORKSPACES)];
    await createTopics(admin, namesOf(prefix));
    await createTopics(admin, namesOf(`raw.${prefix}`));
    await preload(brokers, namesOf(prefix).commands, wires);
    const counts = { warmUp, count: wires.length };

    const loop = await startRawLoop(brokers, prefix, `raw.${prefix}`);
    raw.push(await timed(admin, { ...counts, prefix: `raw.${prefix}`, pid: loop.pid }));
    await stop(loop);

    await withService(place, prefix, async (service, directory) => {
      const followed = () => readModelsKnowAll(directory);
      ours.push(await timed(admin, { ...counts, prefix, pid: service.pid, followed }));
      memory.push(service.resident());
    });
    const [one, other] = [ours.at(-1)!, raw.at(-1)!];
    say(
      `round ${round}: ${one.perSecond.toFixed(0)} commands/s, raw loop ${other.perSecond.toFixed(0)}, peak ${memory.at(-1)!.peakMiB.toFixed(0)} MiB`,
    );
  }
  const speeds = (list: Through[]) => list.map(({ perSecond }) => perSecond);
  const cpuUs = (list: Through[]) => median(list.map((through) => through.cpuUs)).toFixed(0);
  return [
    {
      what: 'command → durable event → result, events topic, read models',
      measured: { value: median(speeds(ours)), unit: 'commands/s' },
      baseline: { what: 'raw kafkajs loop', value: median(speeds(raw)), unit: 'messages/s' },
      ratio: pairedRatio(speeds(ours), speeds(raw)),
      bar: atLeast(0.3),
      note: `${measured} commands over ${WORKSPACES} workspaces that lay there already, after ${warmUp} of warm-up; ${cpuUs(ours)} µs of CPU a command, raw ${cpuUs(raw)}`,
    },
    {
      what: 'memory of the service meanwhile, peak RSS',
      measured: { value: Math.max(...memory.map(({ peakMiB }) => peakMiB)), unit: 'MiB' },
      bar: atMost(300),
      note: shownResident(memory.at(-1)!),
    },
  ];
}

/** Commands at a steady pace: how long from produce to result. */
async function paced(place: Place): Promise<Finding[]> {
  const { quick, brokers, admin, say } = place;
  const [seconds, warmUpSeconds] = quick ? [5, 2] : [20, 8];
  const pace = [OFFERED_PER_SECOND, seconds, warmUpSeconds].map(String);
  const [rawPrefix, prefix] = [`paced-raw.${process.pid}.`, `paced.${process.pid}.`];
  await createTopics(admin, namesOf(rawPrefix));
  await createTopics(admin, namesOf(prefix));

  const loop = await startRawLoop(brokers, rawPrefix, rawPrefix);
  const raw = await offerLoad([brokers, rawPrefix, ...pace]);
  await stop(loop);
  const ours = await withService(place, prefix, async (service) => {
    const answer = await offerLoad([brokers, prefix, ...pace]);
    if (answer.answered !== answer.offered)
      throw new Error(`${answer.answered} of ${answer.offered} commands were answered`);
    say(`peak ${service.resident().peakMiB.toFixed(0)} MiB`);
    return answer;
  });
  const what = `produce → result at ${OFFERED_PER_SECOND} commands/s`;
  const inMs = (value: number) => ({ value, unit: 'ms' });
  const baseline = (value: number) => ({ what: 'raw kafkajs loop', ...inMs(value) });
  return [
    { what: `${what}: p50`, measured: inMs(ours.p50Ms), baseline: baseline(raw.p50Ms), bar: atMost(10) },
    {
      what: `${what}: p99`,
      measured: inMs(ours.p99Ms),
      baseline: baseline(raw.p99Ms),
      bar: atMost(100),
      note: `${seconds} s, worst ${ours.worstMs.toFixed(0)} ms, raw ${raw.worstMs.toFixed(0)} ms`,
    },
  ];
}

/** Runs something beside the service on a topic prefix; what it said goes into a failure's message. */
async function withService<T>(
  { directory, brokers, nodeOptions }: Place,
  prefix: string,
  work: (service: ServiceProcess, directory: string) => Promise<T>,
): Promise<T> {
  const own = join(directory, prefix);
  mkdirSync(own);
  const service = await ServiceProcess.start(own, nodeOptions, {
    KAFKA_BROKERS: brokers,
    KAFKA_TOPIC_PREFIX: prefix,
  });
  try {
    return await work(service, own);
  } catch (error) {
    throw new Error(`${(error as Error).message}; the service said:\n${service.said}`, { cause: error });
  } finally {
    await service.stop();
  }
}

const forked = (file: string, args: string[]): ChildProcess =>
  fork(fileURLToPath(new URL(`../kafka/${file}`, import.meta.url)), args, { execArgv: [] });

async function startRawLoop(...args: string[]): Promise<ChildProcess> {
  const loop = forked('raw-loop.js', args);
  await once(loop, 'message');
  return loop;
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function offerLoad(args: string[]): Promise<LoadAnswer> {
  const generator = forked('load-generator.js', args);
  const [answer] = (await Promise.race([once(generator, 'message'), once(generator, 'exit')])) as [unknown];
  if (typeof answer !== 'object' || answer === null)
    throw new Error('the load generator ended without an answer');
  return answer as LoadAnswer;
}
