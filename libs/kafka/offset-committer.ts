import { asError } from './back-off.js';
import type { RecordConsumer, TopicPartition } from './client.js';
import type { Log } from './log.js';
import type { KafkaObserver } from './observer.js';
import { PartitionProgress } from './partition-progress.js';

/** A commit takes the coordinator 5 ms, so it is made on a timer, off the path of any message. */
const COMMIT_INTERVAL_MS = 100;

/** Commits what is finished, for all partitions in one request. A commit that fails is made up for by the next one. */
export class OffsetCommitter {
  /** When something was last committed. */
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

  /** The group was joined anew. What was taken before and not committed is delivered again, so nobody waits for it here. */
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

  /** Whether this partition is ours. */
  has({ topic, partition }: TopicPartition): boolean {
    return this.#partitions.has(`${topic}/${partition}`);
  }

  /** Commits everything that is finished now; after a commit that is under way. Never rejects. */
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
