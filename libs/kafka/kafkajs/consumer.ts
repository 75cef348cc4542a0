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

/** The errors at which kafkajs joins the group again. */
const REJOINED_AT = new Set([
  'REBALANCE_IN_PROGRESS',
  'NOT_COORDINATOR_FOR_GROUP',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
]);

export function kafkajsConsumer(kafka: Kafka, settings: ConsumerSettings): RecordConsumer {
  const { groupId, topics, maxWaitMs = 500, maxBytes = FETCH_BYTES } = settings;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxWaitTimeInMs: maxWaitMs,
    metadataMaxAge: METADATA_MAX_AGE_MS,
    maxBytes,
    maxBytesPerPartition: Math.min(maxBytes, FETCH_BYTES),
    allowAutoTopicCreation: false,
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
      // Of records that nobody is given kafkajs tells in no other way; with a batch of others they are covered by its last offset.
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
        // kafkajs throws between a crash and its restart, when nothing is taken in anyway.
      }
    },
    stop: () => consumer.disconnect(),
  };
}

/** Why this life in the group is over; absent until it is, and again when the group was joined anew. */
type Membership = { over: Error | undefined };

/**
 * One fetch brings a batch for each partition, and kafkajs hands over all of them before it looks at the error of the first:
 * with a drain for each, a member that the group had forgotten came back after a minute.
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
    // Its types know no null key; its decoder does.
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
