import { asError } from '#domain';
import type { RecordConsumer, TopicPartition } from './client.js';
import type { Log } from './log.js';
import type { KafkaObserver } from './observer.js';
import { PartitionProgress } from './partition-progress.js';

/** Interval of commits. A commit takes the coordinator 5 ms, so no message waits for one. */
const COMMIT_INTERVAL_MS = 100;

/** Commits the offsets of finished messages, for all partitions in one request. The next commit makes up for a failed one. */
export class OffsetCommitter {
  /** When offsets were last committed, by `performance.now()`. */
  committedAt = performance.now();
  #partitions = new Map<string, TopicPartition & { progress: PartitionProgress }>();
  #committing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly consumer: RecordConsumer,
    private readonly observer: KafkaObserver,
    private readonly log: Log,
  ) {}

  start(): void {
    this.#timer = setInterval(() => void (this.#committing ?? this.commit()), COMMIT_INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Called when the group was joined again. Uncommitted messages are delivered again, so they are forgotten here. */
  assigned(partitions: readonly TopicPartition[]): void {
    this.abandon();
    this.#partitions = new Map();
    for (const at of partitions) this.progressOf(at);
  }

  abandon(): void {
    for (const { progress } of this.#partitions.values()) progress.abandoned = true;
  }

  progressOf({ topic, partition }: TopicPartition): PartitionProgress {
    const key = `${topic}/${partition}`;
    const known = this.#partitions.get(key);
    if (known !== undefined) return known.progress;
    const progress = new PartitionProgress();
    this.#partitions.set(key, { topic, partition, progress });
    return progress;
  }

  /** Whether this partition is assigned to this process. */
  has({ topic, partition }: TopicPartition): boolean {
    return this.#partitions.has(`${topic}/${partition}`);
  }

  /** Commits everything that is finished now, after a commit in flight. Never rejects. */
  async commit(): Promise<void> {
    await this.#committing;
    this.#committing = this.#commit();
    await this.#committing;
    this.#committing = undefined;
  }

  async #commit(): Promise<void> {
    const offsets: (TopicPartition & { offset: bigint })[] = [];
    const done: [PartitionProgress, string][] = [];
    for (const { topic, partition, progress } of this.#partitions.values()) {
      const last = progress.uncommitted;
      if (last === undefined) continue;
      offsets.push({ topic, partition, offset: BigInt(last) + 1n });
      done.push([progress, last]);
    }
    if (offsets.length === 0) return;
    try {
      await this.consumer.commit(offsets);
      for (const [progress, last] of done) progress.committed(last);
      this.committedAt = performance.now();
    } catch (thrown) {
      const error = asError(thrown);
      this.log.warn({ err: error }, 'offsets could not be committed; trying again');
      this.observer.retrying('commit', error);
    }
  }
}
