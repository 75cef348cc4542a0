// Offers commands at a steady pace and times their results, in a process of its own so that it does not slow down what it
// measures: node load-generator.js <brokers> <topic prefix> <commands a second> <seconds> <seconds of warm-up>.
import kafkajs from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../statistics.js';
import { describe, story, workspaceIds } from '../workload/commands.js';
import { client, namesOf, toRecord } from './topics.js';

/** What the process says at its end. */
export type LoadAnswer = { offered: number; answered: number; p50Ms: number; p99Ms: number; worstMs: number };

const [brokers = '', prefix = '', ...figures] = process.argv.slice(2);
const [perSecond = 0, seconds = 0, warmUpSeconds = 0] = figures.map(Number);

const WORKSPACES = 1_000;
/** A tick sends what fell due since the last, as many independent senders would together. */
const TICK_MS = 2;
const PATIENCE_MS = 15_000;

const { commands, results } = namesOf(prefix);
const workspaces = workspaceIds(WORKSPACES, 'paced');
const known = describe(workspaces);
const measured = story(workspaces, perSecond * (seconds + warmUpSeconds));

/** By command id: when it was to be sent, by the clock of this process. */
const dueAt = new Map<string, number>();
const latenciesMs: number[] = [];
let answered = 0;
let timingFrom = Infinity;

const kafka = client(brokers, 'bench-load');
const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
const consumer = kafka.consumer({ groupId: `bench-load-${prefix}`, maxWaitTimeInMs: 100 });
const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
await producer.connect();
await consumer.connect();
await consumer.subscribe({ topics: [results], fromBeginning: false });
await consumer.run({
  autoCommit: false,
  eachBatch: async ({ batch }) => {
    const now = performance.now();
    for (const { headers } of batch.messages) {
      const id = headers?.['ce_id']?.toString().split('/').at(-1);
      const due = id === undefined ? undefined : dueAt.get(id);
      if (due === undefined) continue;
      dueAt.delete(id!);
      answered += 1;
      if (due >= timingFrom) latenciesMs.push(now - due);
    }
  },
});
await joined;
// Joined is not yet fetching: an early answer must not be missed.
await sleep(1_000);

await offer(known, perSecond);
timingFrom = performance.now() + warmUpSeconds * 1000;
await offer(measured, perSecond);
const deadline = performance.now() + PATIENCE_MS;
while (dueAt.size > 0 && performance.now() < deadline) await sleep(50);

const answer: LoadAnswer = {
  offered: known.length + measured.length,
  answered,
  p50Ms: percentile(latenciesMs, 0.5),
  p99Ms: percentile(latenciesMs, 0.99),
  worstMs: percentile(latenciesMs, 1),
};
await consumer.disconnect();
await producer.disconnect();
process.send?.(answer, () => process.exit(0));

/** Counted from when a command was due, not from when a late tick sent it. */
async function offer(wires: typeof measured, rate: number): Promise<void> {
  const startedAt = performance.now();
  const sending: Promise<unknown>[] = [];
  for (let at = 0; at < wires.length;) {
    const due = Math.min(wires.length, Math.floor(((performance.now() - startedAt) * rate) / 1000));
    if (due > at) {
      const messages = wires.slice(at, due).map((wire, i) => {
        const id = (JSON.parse(wire.value.toString()) as { id: string }).id;
        dueAt.set(id, startedAt + ((at + i) * 1000) / rate);
        const record = toRecord(wire);
        return { ...record, headers: { ...record.headers, 'x-bench-id': id } };
      });
      sending.push(producer.send({ topic: commands, messages }));
      at = due;
    }
    await sleep(TICK_MS);
  }
  await Promise.all(sending);
}
