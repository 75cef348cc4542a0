import type { CheckpointKeys, LogTreeQueries } from '#evidence';
import type { EventReader } from '#event-store';
import type { CheckpointTopic } from '#kafka';

/** What a log is checked and signed with. */
export type EvidenceParts = {
  keys: CheckpointKeys;
  log: EventReader;
  /** Undefined unless Kafka is configured. */
  topic: CheckpointTopic | undefined;
  /** Called when the topic was read: how many of its records are no checkpoints of this log that a known key signed. */
  passedBy: (records: number) => void;
};

/** With the tree that somebody folds. Closed before that one closes what it writes, so that the file is left tidy. */
export type FoldedParts = EvidenceParts & { tree: LogTreeQueries };
