import type { EachBatchPayload, Kafka } from 'kafkajs';
import kafkajs from 'kafkajs';
import type { ConsumerEvents, RecordBatch, RecordConsumer } from '../client.js';
import { METADATA_MAX_AGE_MS } from './connection.js';
import { isOutdated } from './outdated-batches.js';

// kafkajs throws it when no broker could be asked for the group's coordinator, which is an outage, and gives the consumer up for
// good. Its constructor assigns the property, so a setter on the prototype keeps it as it is here.
Object.defineProperty(kafkajs.KafkaJSGroupCoordinatorNotFound.prototype, 'retriable', {
  get: () => true,
  set() {},
});

export type ConsumerSettings = {
  groupId: string;
  topics: readonly string[];
  /** The rack whose replicas are read from, where the brokers choose by rack; otherwise the leaders are. */
  rackId?: string | undefined;
  /** How long a fetch waits for records, in ms; a stop may take as long. */
  maxWaitMs?: number;
  /**
   * Maximum bytes of one fetch. All of it is decoded, at several times its size, before the first record is delivered. 1 MiB is about
   * 2,000 commands; larger fetches were not faster.
   */
  maxBytes?: number;
};

/**
 * How long the group waits for a member that vanished. When a broker comes back it may answer a join with "coordinator loading"; kafkajs
 * then joins as another member, and the group waits for the old one this long.
 */
const SESSION_TIMEOUT_MS = 10_000;
/** Short, because health takes heartbeats as the sign that the brokers answer. */
const HEARTBEAT_MS = 1_000;
const FETCH_BYTES = 1_048_576;

/** The errors after which kafkajs rejoins the group. */
const REJOINED_AT = new Set([
  'REBALANCE_IN_PROGRESS',
  'NOT_COORDINATOR_FOR_GROUP',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
]);

export function kafkajsConsumer(kafka: Kafka, settings: ConsumerSettings): RecordConsumer {
  const { groupId, topics, rackId, maxWaitMs = 500, maxBytes = FETCH_BYTES } = settings;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxWaitTimeInMs: maxWaitMs,
    metadataMaxAge: METADATA_MAX_AGE_MS,
    maxBytes,
    maxBytesPerPartition: Math.min(maxBytes, FETCH_BYTES),
    allowAutoTopicCreation: false,
    ...(rackId !== undefined && { rackId }),
  });
  const membership: Membership = { over: undefined };
  return {
    async start(events) {
      consumer.on(consumer.events.HEARTBEAT, () => events.alive());
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
        membership.over = undefined;
        events.assigned(
          Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
            partitions.map((partition) => ({ topic, partition })),
          ),
        );
      });
      // The only sign of undelivered records that kafkajs gives; in a batch with others, the batch's last offset covers them.
      consumer.on(consumer.events.START_BATCH_PROCESS, ({ payload }) => {
        if (payload.batchSize === 0) events.passedBy(payload, payload.lastOffset);
      });
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        if (!payload.restart) events.crashed(payload.error);
      });
      await consumer.connect();
      // A new group must not miss the commands that were sent before it.
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: (payload) => handOver(payload, events, membership),
      });
    },
    async commit(offsets) {
      await consumer.commitOffsets(offsets.map(({ offset, ...at }) => ({ ...at, offset: `${offset}` })));
    },
    pause() {
      try {
        consumer.pause(topics.map((topic) => ({ topic })));
      } catch {
        // kafkajs throws between a crash and its restart, when nothing is fetched anyway.
      }
    },
    stop: () => consumer.disconnect(),
  };
}

/** `over`: why this membership ended; undefined while it lasts, and again after a rejoin. */
type Membership = { over: Error | undefined };

/**
 * Skips the batches of a membership that ended. One fetch brings a batch per partition, and kafkajs delivers all of them before it
 * handles the error of the first; with a drain for each, a rejoin took a minute.
 */
const handOver = async (
  payload: EachBatchPayload,
  events: ConsumerEvents,
  membership: Membership,
): Promise<void> => {
  if (membership.over !== undefined) throw membership.over;
  const { batch } = payload;
  await events.batch({
    topic: batch.topic,
    partition: batch.partition,
    // kafkajs's types have no null key, but its decoder gives one.
    records: batch.messages as unknown as RecordBatch['records'],
    lastOffset: batch.lastOffset(),
    heartbeat: async () => {
      try {
        await payload.heartbeat();
      } catch (error) {
        if (REJOINED_AT.has((error as { type?: string }).type ?? '')) membership.over = error as Error;
        throw error;
      }
    },
    isCurrent: () => payload.isRunning() && !payload.isStale() && !isOutdated(batch),
    tookIn: (offset) => {
      if (!isOutdated(batch)) payload.resolveOffset(offset);
    },
  });
};
