import kafkajs from 'kafkajs';
import type { Admin, Kafka } from 'kafkajs';
import type { BrokerProbe } from '../broker-watch.js';
import type { PartitionLag } from '../partition-lag.js';

/** Reads the ends of these topics, the group's committed offsets, and which member reads which partition. */
export function kafkajsProbe(kafka: Kafka, topics: readonly string[], groupId: string): BrokerProbe {
  const admin = kafka.admin();
  let asked: Promise<unknown> = Promise.resolve();
  const connected = admin.connect();
  connected.catch(() => {});

  async function lag(): Promise<PartitionLag[]> {
    await connected;
    const read = await readPartitions(admin, groupId);
    const committed = await admin.fetchOffsets({ groupId, topics: [...topics] });
    const lags: PartitionLag[] = [];
    for (const topic of topics) {
      const next = new Map(
        committed
          .find((each) => each.topic === topic)
          ?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]),
      );
      for (const { partition, high, low } of await endsOf(admin, topic)) {
        // −1: nothing was committed yet. Records deleted by retention count as read.
        const [reached, oldest] = [next.get(partition) ?? -1n, BigInt(low)];
        const from = reached < oldest ? oldest : reached;
        const isAssigned = read === undefined || read.has(`${topic}/${partition}`);
        lags.push({ topic, partition, lag: BigInt(high) - from, isAssigned });
      }
    }
    return lags;
  }

  return {
    lag() {
      const answer = lag();
      asked = answer.catch(() => {});
      return answer;
    },
    async close() {
      // A request in flight would connect again after a disconnect. It has few retries, so it ends soon.
      await asked;
      await connected.catch(() => {});
      await admin.disconnect();
    },
  };
}

/**
 * The ends of what can be read: up to the first transaction that is still open.
 * @throws Error when the topic has partitions that this client does not know: kafkajs's admin client never asks again for the
 *   partitions of a topic, so another one has to be made
 */
async function endsOf(admin: Admin, topic: string): ReturnType<Admin['fetchTopicOffsets']> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const ends = await admin.fetchTopicOffsets(topic);
  if ((topics[0]?.partitions.length ?? 0) > ends.length)
    throw new Error(`partitions were added to ${topic} since this client connected`);
  return ends;
}

/** `<topic>/<partition>` of all partitions that members of the group read; undefined while the group rebalances. */
async function readPartitions(admin: Admin, groupId: string): Promise<Set<string> | undefined> {
  const { groups } = await admin.describeGroups([groupId]);
  const [group] = groups;
  if (group?.state !== 'Stable') return undefined;
  const read = new Set<string>();
  for (const { memberAssignment } of group.members) {
    if (memberAssignment.length === 0) continue;
    const { assignment } = kafkajs.AssignerProtocol.MemberAssignment.decode(memberAssignment) ?? {};
    for (const [topic, partitions] of Object.entries(assignment ?? {}))
      for (const partition of partitions) read.add(`${topic}/${partition}`);
  }
  return read;
}
