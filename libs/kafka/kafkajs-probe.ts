import type { Kafka } from 'kafkajs';
import type { BrokerProbe } from './broker-watch.js';

/** Asks for the ends of the commands topic and what the group has committed of it. */
export function kafkajsProbe(kafka: Kafka, topic: string, groupId: string): BrokerProbe {
  const admin = kafka.admin();
  const connected = admin.connect();
  connected.catch(() => {});
  return {
    async lag() {
      await connected;
      const [ends, committed] = await Promise.all([
        admin.fetchTopicOffsets(topic),
        admin.fetchOffsets({ groupId, topics: [topic] }),
      ]);
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
    },
    close: () => admin.disconnect(),
  };
}
