import type { Kafka } from 'kafkajs';
import type { BrokerProbe } from './broker-watch.js';

/** Asks for the ends of the commands topic and what the group has committed of it. */
export function kafkajsProbe(kafka: Kafka, topic: string, groupId: string): BrokerProbe {
  const admin = kafka.admin();
  let asked: Promise<unknown> = Promise.resolve();
  const connected = admin.connect();
  connected.catch(() => {});

  async function lag(): Promise<ReadonlyMap<number, bigint>> {
    await connected;
    const ends = await admin.fetchTopicOffsets(topic);
    const committed = await admin.fetchOffsets({ groupId, topics: [topic] });
    const next = new Map(
      committed[0]?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]),
    );
    return new Map(
      ends.map(({ partition, high, low }) => {
        const reached = next.get(partition) ?? -1n;
        // −1: nothing was committed yet, and the group begins at the oldest record there is.
        return [partition, BigInt(high) - (reached < 0n ? BigInt(low) : reached)];
      }),
    );
  }

  return {
    lag() {
      const answer = lag();
      asked = answer.catch(() => {});
      return answer;
    },
    async close() {
      // What is under way would connect again after a disconnect. It has few retries, so it ends.
      await asked;
      await connected.catch(() => {});
      await admin.disconnect();
    },
  };
}
