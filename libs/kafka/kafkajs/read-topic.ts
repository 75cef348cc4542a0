import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { asError } from '#domain';
import { within } from '../back-off.js';
import type { ReceivedRecord } from '../client.js';
import { TopicUnreadableError } from '../errors.js';
import { withAdmin } from './topic-admin.js';

/** A record with its partition and offset. */
export type PlacedRecord = ReceivedRecord & {
  partition: number;
  /** Unix milliseconds; the producer's or the broker's time, as the topic is configured. */
  timestamp: number;
};

export type ReadTopicOptions = {
  /** First offset by partition; by default the oldest record. */
  from?: ReadonlyMap<number, bigint>;
  /** Reading fails when no record arrives for this long, in milliseconds. */
  silenceMs?: number;
};

const SILENCE_MS = 30_000;

/** Called with each record in turn. It returns `enough` to stop after that record. */
export type Visit = (record: PlacedRecord) => 'enough' | void;

/**
 * Reads a topic to the end it has at the time of the call, each record once, in order within a partition. kafkajs can read only as a
 * member of a group, so this uses a temporary group that commits nothing and is deleted afterwards.
 *
 * @returns the next offset of each partition
 * @throws TopicUnreadableError when nothing comes for too long, or the client gives up
 */
export async function readTopic(
  kafka: Kafka,
  topic: string,
  visit: Visit,
  { from = new Map(), silenceMs = SILENCE_MS }: ReadTopicOptions = {},
): Promise<Map<number, bigint>> {
  return withAdmin(kafka, async (admin) => {
    const next = new Map<number, bigint>();
    const left = new Map<number, bigint>();
    for (const { partition, first, next: end } of await admin.ends(topic)) {
      next.set(partition, larger(first, from.get(partition) ?? 0n));
      if (next.get(partition)! < end) left.set(partition, end);
    }
    if (left.size === 0) return next;
    const groupId = `support-access-reader-${randomUUID()}`;
    try {
      await readRest({ kafka, topic, groupId, next, left, visit, silenceMs });
    } finally {
      // A group that is not deleted expires on the broker; reading needs no right to delete groups.
      await admin.deleteGroup(groupId).catch(() => undefined);
    }
    return next;
  });
}

type Reading = {
  kafka: Kafka;
  topic: string;
  groupId: string;
  /** The next offset by partition; moves as records arrive. */
  next: Map<number, bigint>;
  /** The end offset by partition; removed when reached. */
  left: Map<number, bigint>;
  visit: Visit;
  silenceMs: number;
};

async function readRest({ kafka, topic, groupId, next, left, visit, silenceMs }: Reading): Promise<void> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100, allowAutoTopicCreation: false });
  let heardAt = performance.now();
  let failure: Error | undefined;
  let isEnough = false;
  let done: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (done = resolve));
  const fail = (thrown: unknown): void => {
    failure ??= asError(thrown);
    done();
  };
  consumer.on(consumer.events.CRASH, ({ payload }) => fail(payload.error));
  const watch = setInterval(() => {
    if (performance.now() - heardAt > silenceMs)
      fail(new Error(`nothing came for ${Math.round(silenceMs / 1_000)} s`));
  }, 500);
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        heardAt = performance.now();
        const { partition } = batch;
        const end = left.get(partition);
        for (const message of batch.messages) {
          const offset = BigInt(message.offset);
          // After a rejoin the group starts from the beginning again, because nothing is committed: skip what was seen. Records after the
          // end were not asked for.
          if (end === undefined || failure || isEnough || offset < next.get(partition)! || offset >= end)
            continue;
          const { key, value, headers = {}, timestamp } = message;
          const record = {
            partition,
            offset: message.offset,
            key,
            value,
            headers,
            timestamp: Number(timestamp),
          };
          try {
            isEnough = visit(record) === 'enough';
          } catch (error) {
            return fail(error);
          }
          next.set(partition, offset + 1n);
          if (isEnough) return done();
        }
        if (end === undefined || BigInt(batch.lastOffset()) + 1n < end) return;
        next.set(partition, larger(next.get(partition)!, end));
        left.delete(partition);
        if (left.size === 0) done();
      },
    });
    for (const [partition] of left) consumer.seek({ topic, partition, offset: `${next.get(partition)!}` });
    await ended;
  } finally {
    clearInterval(watch);
    await within(
      5_000,
      consumer.disconnect().catch(() => undefined),
    );
  }
  if (failure) throw new TopicUnreadableError(topic, failure);
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);
