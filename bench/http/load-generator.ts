// Asks an HTTP server, in a process of its own so that it does not slow down what it measures. Started by load.ts, which
// sends it one load after another.
import { setTimeout as sleep } from 'node:timers/promises';
import { median, percentile } from '../statistics.js';
import { inFlight } from '../workload/in-flight.js';
import { Connection } from './connection.js';

/** What to ask: each request once, whole, as it goes over the wire. */
export type Load = {
  address: string;
  connections: number;
  requests: readonly string[];
  /** The status that every answer must have. */
  expected: number;
  /** At a steady pace; otherwise as fast as answers come. */
  perSecond?: number;
  /**
   * Whether it sleeps while there is nothing to read. Else it never does, and keeps a core busy: asleep it would have to be
   * woken by each answer, at the cost of the server that sends it, and the slower server would pay more.
   */
  sleeps?: boolean;
  /** How many at the beginning count for nothing. */
  warmUp?: number;
};

export type LoadAnswer = {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  worstMs: number;
  /** Of an answer with its head, the median. */
  bytes: number;
  /** Which part of the time this process was busy: near 1 it was the load that was slow, and not the server. */
  busy: number;
};

/** A tick sends what fell due since the last, as many independent senders would together. */
const TICK_MS = 1;

process.on('message', (load: Load) => {
  run(load).then(
    (answer) => process.send?.({ answer }),
    (error: Error) => process.send?.({ failure: error.message }),
  );
});

async function run({ address, connections: count, requests, expected, perSecond, sleeps, warmUp = 0 }: Load) {
  const connections = await Promise.all(Array.from({ length: count }, () => Connection.open(address)));
  const idle = [...connections];
  const bytes = new Float64Array(requests.length);
  const ask = async (index: number): Promise<void> => {
    const connection = idle.pop()!;
    const answered = await connection.ask(requests[index]!);
    idle.push(connection);
    if (answered.status !== expected)
      throw new Error(`request ${index} was answered with ${answered.status}`);
    bytes[index] = answered.bytes;
  };
  let isOver = false;
  const stayAwake = (): void => {
    if (!isOver) setImmediate(stayAwake);
  };
  if (perSecond === undefined && sleeps !== true) stayAwake();
  const cpu = process.cpuUsage();
  const { latenciesMs, elapsedMs } = await (perSecond === undefined
    ? inFlight(count, requests.length, ask)
    : paced(requests.length, perSecond, ask, () => idle.length > 0));
  isOver = true;
  const { user, system } = process.cpuUsage(cpu);
  for (const connection of connections) connection.close();
  const counted = latenciesMs.subarray(warmUp);
  const answer: LoadAnswer = {
    perSecond: (requests.length * 1000) / elapsedMs,
    p50Ms: percentile(counted, 0.5),
    p99Ms: percentile(counted, 0.99),
    worstMs: percentile(counted, 1),
    bytes: median(bytes),
    busy: (user + system) / 1000 / elapsedMs,
  };
  return answer;
}

/** Latencies count from when a request was due, not from when a late tick or a free connection let it go. */
async function paced(
  count: number,
  perSecond: number,
  ask: (index: number) => Promise<void>,
  hasIdle: () => boolean,
) {
  const latenciesMs = new Float64Array(count);
  const startedAt = performance.now();
  const asked: Promise<void>[] = [];
  for (let at = 0; at < count; await sleep(TICK_MS)) {
    const due = Math.min(count, Math.floor(((performance.now() - startedAt) * perSecond) / 1000));
    for (; at < due && hasIdle(); at++) {
      const index = at;
      const dueAt = startedAt + (index * 1000) / perSecond;
      asked.push(ask(index).then(() => void (latenciesMs[index] = performance.now() - dueAt)));
    }
  }
  await Promise.all(asked);
  return { latenciesMs, elapsedMs: performance.now() - startedAt };
}
