/**
 * The ports for consuming and producing records, and for topics and groups. Only `kafkajs/` knows the client library: another one is done when
 * it passes client.contract.ts.
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

/** `replication`: the broker's default when absent. */
export type NewTopic = {
  topic: string;
  partitions: number;
  replication?: number | undefined;
  settings?: Readonly<Record<string, string>>;
};

/** The oldest record of a partition that is there, and where the next one will be that can be read: not past an open transaction. */
export type PartitionEnds = { partition: number; first: bigint; next: bigint };

/** Topics and groups from outside. A method that cannot be answered rejects, or waits as long as the client retries. */
export interface TopicAdmin {
  /** Called at start: the names of all topics that may be seen. */
  topics(): Promise<ReadonlySet<string>>;
  /** Called at start for what is missing. One that is there already stays as it is. Resolves when the brokers know all of them. */
  create(topics: readonly NewTopic[]): Promise<void>;
  /** Called at start: the topic's limit of a record batch; undefined where the brokers do not tell it. */
  maxMessageBytes(topic: string): Promise<number | undefined>;
  /** Called for the lag, and before a topic is read to its end. */
  ends(topic: string): Promise<readonly PartitionEnds[]>;
  /** Called before a search: by partition, the first offset that is not older than this time in Unix milliseconds; the end if all are. */
  offsetsAt(topic: string, timestamp: number): Promise<ReadonlyMap<number, bigint>>;
  /** Called for the lag: by topic and partition, the next offset to read; none where nothing was committed. */
  committed(
    groupId: string,
    topics: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<number, bigint>>>;
  /** Called for the lag: `<topic>/<partition>` of all that members of the group read; undefined while that is being settled. */
  readBy(groupId: string): Promise<ReadonlySet<string> | undefined>;
  /** Called after a topic was read by a group made for that. The group must have no members. */
  deleteGroup(groupId: string): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}
