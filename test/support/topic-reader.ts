import { randomUUID } from 'node:crypto';
import type { Admin, Consumer, IHeaders, Kafka } from 'kafkajs';
import { eventually } from './eventually.js';

export type TopicRecord = {
  partition: number;
  offset: bigint;
  key: Buffer | null;
  value: Buffer | null;
  headers: IHeaders;
};

/** One header as text; the first of several. */
export function header({ headers }: TopicRecord, name: string): string | undefined {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value)?.toString();
}

/** Reads a topic from its beginning and goes on as it grows; each record once, in the order of its partition. */
export class TopicReader {
  readonly records: TopicRecord[] = [];
  readonly #next = new Map<number, bigint>();

  private constructor(
    readonly topic: string,
    private readonly consumer: Consumer,
    private readonly admin: Admin,
  ) {}

  /** @param onRecord told of each record as it comes; those who only count need keep none */
  static async open(
    kafka: Kafka,
    topic: string,
    onRecord?: (record: TopicRecord) => void,
  ): Promise<TopicReader> {
    const consumer = kafka.consumer({
      groupId: `test-reader-${randomUUID()}`,
      maxWaitTimeInMs: 100,
      allowAutoTopicCreation: false,
    });
    const admin = kafka.admin();
    await Promise.all([consumer.connect(), admin.connect()]);
    const reader = new TopicReader(topic, consumer, admin);
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        for (const { offset, key, value, headers = {} } of batch.messages) {
          // A group that is joined anew, with nothing committed, begins at the beginning again.
          if (BigInt(offset) < (reader.#next.get(batch.partition) ?? 0n)) continue;
          reader.#next.set(batch.partition, BigInt(offset) + 1n);
          const record = { partition: batch.partition, offset: BigInt(offset), key, value, headers };
          if (onRecord) onRecord(record);
          else reader.records.push(record);
        }
      },
    });
    return reader;
  }

  /** Resolves when everything that is in the topic now has been read. */
  async caughtUp(timeoutMs = 60_000): Promise<void> {
    const ends = await this.admin.fetchTopicOffsets(this.topic);
    const isBehind = ({ partition, high }: { partition: number; high: string }): boolean =>
      BigInt(high) > 0n && (this.#next.get(partition) ?? 0n) < BigInt(high);
    await eventually(`${this.topic} read to its end`, () => !ends.some(isBehind), {
      timeoutMs,
      instead: () => JSON.stringify(ends.filter(isBehind)),
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.consumer.disconnect(), this.admin.disconnect()]);
  }
}
