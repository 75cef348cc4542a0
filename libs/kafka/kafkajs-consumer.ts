import type { EachBatchPayload, Kafka } from 'kafkajs';
import type { ConsumerEvents, RecordBatch, RecordConsumer } from './client.js';

export type ConsumerSettings = {
  groupId: string;
  topic: string;
  /** How long a fetch waits for records; a stop waits as long. */
  maxWaitMs?: number;
  /**
   * The most that one fetch brings: it is all decoded before the first record is handed over, several times its size. 1 MiB
   * is some 2,000 commands, and more at once were no faster.
   */
  maxBytes?: number;
};

/**
 * How long the group waits for a member that is gone without a word. A broker that comes back may answer a join with
 * "coordinator loading", at which kafkajs begins anew as another member, and then waits for its old self for as long.
 */
const SESSION_TIMEOUT_MS = 10_000;
/** Short, since health learns from heartbeats that the brokers are there. */
const HEARTBEAT_MS = 1_000;
const FETCH_BYTES = 1_048_576;

export function kafkajsConsumer(kafka: Kafka, settings: ConsumerSettings): RecordConsumer {
  const { groupId, topic, maxWaitMs = 500, maxBytes = FETCH_BYTES } = settings;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxWaitTimeInMs: maxWaitMs,
    maxBytes,
    maxBytesPerPartition: Math.min(maxBytes, FETCH_BYTES),
    allowAutoTopicCreation: false,
  });
  return {
    async start(events) {
      consumer.on(consumer.events.HEARTBEAT, () => events.alive());
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
        events.assigned(payload.memberAssignment[topic] ?? []),
      );
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        if (!payload.restart) events.crashed(payload.error);
      });
      await consumer.connect();
      // A new group must not miss the commands that were sent before it.
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: (payload) => handOver(payload, events),
      });
    },
    async commit(offsets) {
      await consumer.commitOffsets(
        Array.from(offsets, ([partition, offset]) => ({ topic, partition, offset: `${offset}` })),
      );
    },
    pause: () => consumer.pause([{ topic }]),
    stop: () => consumer.disconnect(),
  };
}

const handOver = (payload: EachBatchPayload, events: ConsumerEvents): Promise<void> => {
  const { batch } = payload;
  return events.batch({
    partition: batch.partition,
    // Its types know no null key; its decoder does.
    records: batch.messages as unknown as RecordBatch['records'],
    lastOffset: batch.lastOffset(),
    heartbeat: () => payload.heartbeat(),
    isCurrent: () => payload.isRunning() && !payload.isStale(),
    tookIn: (offset) => payload.resolveOffset(offset),
  });
};
