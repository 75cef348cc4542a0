import type { ReceivedRecord } from './client.js';
import type { PartitionProgress, Taken } from './partition-progress.js';
import type { RecordPlace } from './result-record.js';
import type { MessageTrace } from './tracing.js';

/** A message that was taken in and is not finished. */
export type TakenMessage = {
  received: ReceivedRecord;
  place: RecordPlace;
  progress: PartitionProgress;
  taken: Taken;
  /** By `performance.now()`. */
  arrivedAt: number;
  /** There when somebody traces. */
  trace?: MessageTrace;
};
