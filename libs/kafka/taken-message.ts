import type { ReceivedRecord } from './client.js';
import type { PartitionProgress, Taken } from './partition-progress.js';
import type { RecordPlace } from './result-record.js';
import type { MessageTrace } from './tracing.js';

/** A message in progress. */
export type TakenMessage = {
  received: ReceivedRecord;
  place: RecordPlace;
  progress: PartitionProgress;
  taken: Taken;
  /** Time of arrival, by `performance.now()`. */
  arrivedAt: number;
  /** Set when tracing is on. */
  trace?: MessageTrace;
};
