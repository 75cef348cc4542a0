import type { BrokerProbe } from './broker-watch.js';
import type { TopicAdmin } from './client.js';
import type { PartitionLag } from './partition-lag.js';

/** Reads the ends of these topics, the group's committed offsets, and which member reads which partition. */
export function lagProbe(admin: TopicAdmin, topics: readonly string[], groupId: string): BrokerProbe {
  return {
    async lag() {
      const read = await admin.readBy(groupId);
      const committed = await admin.committed(groupId, topics);
      const lags: PartitionLag[] = [];
      for (const topic of topics)
        for (const { partition, first, next } of await admin.ends(topic)) {
          // Records deleted by retention count as read.
          const reached = committed.get(topic)?.get(partition) ?? -1n;
          const from = reached < first ? first : reached;
          const isAssigned = read === undefined || read.has(`${topic}/${partition}`);
          lags.push({ topic, partition, lag: next - from, isAssigned });
        }
      return lags;
    },
    close: () => admin.close(),
  };
}
