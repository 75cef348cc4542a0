import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';
import type { Kafka, Producer } from 'kafkajs';

export type ProducedRecord = {
  key: Buffer | string | null;
  value: Buffer | string | null;
  headers?: Record<string, Buffer | string | (Buffer | string)[]>;
  partition?: number;
};

/** A client of a test's own, which waits for its brokers as long as it takes. */
export const kafkaClient = (brokers: string): Kafka =>
  new kafkajs.Kafka({
    clientId: 'support-access-test',
    brokers: brokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: Number.MAX_SAFE_INTEGER },
  });

/** Suites share one broker and keep apart by this. */
export const topicPrefix = (suite: string): string => `${suite}-${randomUUID().slice(0, 8)}.`;

/** A request's cost grows with the square of its records a partition. */
const MAX_RECORDS = 500;

/** Sends to one topic, in the order given: one request at a time. */
export class TopicWriter {
  private constructor(
    private readonly producer: Producer,
    private readonly topic: string,
  ) {}

  static async open(kafka: Kafka, topic: string): Promise<TopicWriter> {
    const producer = kafka.producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
    });
    await producer.connect();
    return new TopicWriter(producer, topic);
  }

  /** @param batchRecords how many go in one request */
  async send(records: readonly ProducedRecord[], batchRecords = MAX_RECORDS): Promise<void> {
    for (let at = 0; at < records.length; at += batchRecords)
      await this.producer.send({
        topic: this.topic,
        acks: -1,
        messages: records.slice(at, at + batchRecords),
      });
  }

  close(): Promise<void> {
    return this.producer.disconnect();
  }
}

/** Makes topics with settings of their own, before a service makes them with its own. */
export async function createTopic(
  kafka: Kafka,
  topic: string,
  partitions: number,
  settings: Record<string, string> = {},
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
  await admin.createTopics({
    topics: [{ topic, numPartitions: partitions, configEntries }],
    waitForLeaders: true,
  });
  await admin.disconnect();
}
