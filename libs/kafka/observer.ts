import type { CommandResult } from '#contracts';
import type { TopicPartition } from './client.js';

export type Outcome = CommandResult['outcome'] | 'malformed';

/** Callbacks for metrics. They run on a hot path and must only count. */
export type KafkaObserver = {
  /** A command is finished. @param durationMs from its arrival here until its result was produced */
  commandHandled(outcome: Outcome, durationMs: number): void;
  resultsProduced(records: number, durationMs: number): void;
  eventsPublished(events: number, durationMs: number): void;
  /** An operation failed and is retried. */
  retrying(operation: RetriedOperation, error: Error): void;
  /** The number of uncommitted commands in the assigned partitions. */
  consumerLag(records: number): void;
  assigned(partitions: readonly TopicPartition[]): void;
};

export type RetriedOperation = 'execute' | 'produce' | 'commit' | 'publish';

export const noopObserver: KafkaObserver = {
  commandHandled() {},
  resultsProduced() {},
  eventsPublished() {},
  retrying() {},
  consumerLag() {},
  assigned() {},
};
