import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import kafkajs from 'kafkajs';
import { topicNames } from '#kafka';
import type { Wire } from '../workload/commands.js';

/** What the service makes when it makes the topics. */
export const PARTITIONS = 12;
const MAX_IN_A_REQUEST = 1_000;
const PATIENCE_MS = 15_000;

export type Names = ReturnType<typeof topicNames>;

export const namesOf = (topicPrefix: string): Names => topicNames({ topicPrefix });

export const client = (brokers: string, clientId: string) =>
  new kafkajs.Kafka({ clientId, brokers: brokers.split(','), logLevel: kafkajs.logLevel.NOTHING });

/** As a service would send it. */
export const toRecord = ({ key, value }: Wire) => ({
  key,
  value,
  headers: { 'content-type': 'application/cloudevents+json' },
});

/** Resolves when each partition has its leader. */
export async function createTopics(admin: Admin, { commands, results, events }: Names): Promise<void> {
  const topics = [commands, results, events];
  await admin.createTopics({
    topics: topics.map((topic) => ({ topic, numPartitions: PARTITIONS })),
    waitForLeaders: false,
  });
  const deadline = performance.now() + PATIENCE_MS;
  // kafkajs's own waiting gives up when a broker does not know the topic yet.
  while (!(await haveLeaders(admin, topics))) {
    if (performance.now() > deadline) throw new Error(`${topics.join(', ')} were not made`);
    await sleep(100);
  }
}

async function haveLeaders(admin: Admin, names: string[]): Promise<boolean> {
  const { topics } = await admin.fetchTopicMetadata({ topics: names }).catch(() => ({ topics: [] }));
  return (
    topics.length === names.length &&
    topics.every(
      ({ partitions }) => partitions.length === PARTITIONS && partitions.every((p) => p.leader >= 0),
    )
  );
}

/** Fills the commands topic, before anybody reads it. */
export async function preload(brokers: string, topic: string, wires: readonly Wire[]): Promise<void> {
  const producer = client(brokers, 'bench-preload').producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  for (let at = 0; at < wires.length; at += MAX_IN_A_REQUEST)
    await producer.send({ topic, messages: wires.slice(at, at + MAX_IN_A_REQUEST).map(toRecord) });
  await producer.disconnect();
}

/** How many records a topic has: asked of the broker, so that nobody need read them. */
export async function countRecords(admin: Admin, topic: string): Promise<number> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
}
