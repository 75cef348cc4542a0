/**
 * The ports for consuming and producing records. Only `kafkajs/` knows the client library, so it can be replaced.
 */

export type HeaderValue = Buffer | string;

/** Headers as received; a header that occurs more than once has a list of values. */
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
   * Set when the record stands for a whole batch that was not unpacked; its offset is then the last of the batch. `reason`
   * completes the sentence "is in a batch that …".
   */
  unreadBatch?: { firstOffset: string; reason: string };
};

export type TopicPartition = { topic: string; partition: number };

/** Consecutive records of one partition, oldest first. */
export type RecordBatch = TopicPartition & {
  records: readonly ReceivedRecord[];
  /** Offset of the last record, or a later one if control records or aborted transactions follow it. */
  lastOffset: string;
  /**
   * Called while a batch waits to be taken in. Keeps the membership of the group.
   * @throws when the group rebalances: finish what is in hand, commit it, and let the error through
   */
  heartbeat(): Promise<void>;
  /** False once the consumer stops or its position was changed: process no more of this batch. */
  isCurrent(): boolean;
  /** Moves the fetch position past this offset. Commits nothing. */
  tookIn(offset: string): void;
};

export type ConsumerEvents = {
  /** A batch to take in; batches come one at a time, and the next one is fetched when the promise resolves. */
  batch(batch: RecordBatch): Promise<void>;
  /** The group was joined, at first or again. What was not committed is delivered again, here or elsewhere. */
  assigned(partitions: readonly TopicPartition[]): void;
  /** Records up to this offset are not delivered: they belong to aborted transactions or are control records. */
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
  /** Stops fetching; the group membership and commits continue. */
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
