/**
 * What we need of a Kafka client, in two small types; kafkajs stays behind them, so that another client can take its place.
 */

export type HeaderValue = Buffer | string;

/** Headers as received: a name given more than once has a list. */
export type ReceivedHeaders = Readonly<
  Record<string, HeaderValue | readonly HeaderValue[] | null | undefined>
>;

export type ReceivedRecord = {
  /** Decimal digits. */
  offset: string;
  key: Buffer | null;
  /** `null` for a tombstone. */
  value: Buffer | null;
  headers: ReceivedHeaders;
  /**
   * There when the record stands for a whole batch, which nobody unpacks: its offset is then the last of the batch. `reason`
   * completes "is in a batch that …".
   */
  unreadBatch?: { firstOffset: string; reason: string };
};

export type TopicPartition = { topic: string; partition: number };

/** Consecutive records of one partition, oldest first. */
export type RecordBatch = TopicPartition & {
  records: readonly ReceivedRecord[];
  /** Of the last record, or further, where the log has others after it that nobody is given. */
  lastOffset: string;
  /**
   * Called while a batch waits to be taken in. Keeps the membership of the group.
   * @throws when the group rebalances: finish what is in hand, commit it, and let the error through
   */
  heartbeat(): Promise<void>;
  /** False when the consumer stops or was sent elsewhere: take in no more of this batch. */
  isCurrent(): boolean;
  /** The records up to this offset are taken in: the next fetch goes on after it. It commits nothing. */
  tookIn(offset: string): void;
};

export type ConsumerEvents = {
  /** A batch to take in; batches come one at a time, and the next one is fetched when the promise resolves. */
  batch(batch: RecordBatch): Promise<void>;
  /** The group was joined, at first or again. What was not committed is delivered again, here or elsewhere. */
  assigned(partitions: readonly TopicPartition[]): void;
  /** Nobody is given the records up to this offset: they are of aborted transactions, or the brokers' own marks. */
  passedBy(at: TopicPartition, lastOffset: string): void;
  /** The group's coordinator answered. */
  alive(): void;
  /** The client has given up. */
  crashed(error: Error): void;
};

/** A member of a consumer group. */
export interface RecordConsumer {
  start(events: ConsumerEvents): Promise<void>;
  /** @param offsets in each partition, the next one to read; all in one request */
  commit(offsets: readonly (TopicPartition & { offset: bigint })[]): Promise<void>;
  /** Fetch no more; membership and commits go on. */
  pause(): void;
  /** Leaves the group. Idempotent. */
  stop(): Promise<void>;
}

export type SentHeaders = Record<string, HeaderValue | HeaderValue[]>;

export class OutgoingRecord {
  constructor(
    readonly key: HeaderValue | null,
    readonly value: HeaderValue | null,
    readonly headers: SentHeaders,
  ) {}
}

export type OutgoingBatch = { topic: string; messages: OutgoingRecord[] };

export interface RecordProducer {
  /** Resolves when every in-sync replica has all of them. After a failure some of them may be there. */
  send(batches: readonly OutgoingBatch[]): Promise<void>;
  close(): Promise<void>;
}
