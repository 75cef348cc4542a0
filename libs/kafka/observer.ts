import type { CommandResult } from '#commands';
import type { TopicPartition } from './client.js';

export type Outcome = CommandResult['outcome'] | 'malformed';

/** What a metrics registry may want to hear. Every method is called on a hot path: count, and return. */
export type KafkaObserver = {
  /** One command is finished. @param durationMs from its arrival here until its result was produced */
  commandHandled(outcome: Outcome, durationMs: number): void;
  resultsProduced(records: number, durationMs: number): void;
  eventsPublished(events: number, durationMs: number): void;
  /** Something failed and is tried again. */
  retrying(operation: RetriedOperation, error: Error): void;
  /** Commands in the assigned partitions that are not committed yet. */
  consumerLag(records: number): void;
  assigned(partitions: readonly TopicPartition[]): void;
};

export type RetriedOperation = 'execute' | 'produce' | 'commit' | 'publish';

export const nobody: KafkaObserver = {
  commandHandled() {},
  resultsProduced() {},
  eventsPublished() {},
  retrying() {},
  consumerLag() {},
  assigned() {},
};
