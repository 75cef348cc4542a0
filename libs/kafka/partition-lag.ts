import type { TopicPartition } from './client.js';

/** How far the group is behind in one partition of a command topic. */
export type PartitionLag = TopicPartition & {
  /** Records that can be read and are not committed. Those of transactions that are still open cannot be read. */
  lag: bigint;
  /** False: the group is at rest, and no member of it reads this partition. */
  isAssigned: boolean;
};

export type LagSummary = {
  /** Records in our partitions, and in those that nobody reads. */
  lag: bigint;
  /** What is known to be waiting where nobody reads. */
  unread: string | undefined;
};

/** What the lag means for one member of the group. */
export function summarizeLag(
  partitions: readonly PartitionLag[],
  isOurs: (at: TopicPartition) => boolean,
): LagSummary {
  let lag = 0n;
  let waiting = 0n;
  const unread: string[] = [];
  for (const at of partitions) {
    if (isOurs(at)) lag += at.lag;
    else if (!at.isAssigned && at.lag > 0n) {
      waiting += at.lag;
      unread.push(`${at.topic}/${at.partition}`);
    }
  }
  if (unread.length === 0) return { lag, unread: undefined };
  const shown = unread.slice(0, MAX_NAMED).join(', ') + (unread.length > MAX_NAMED ? ', …' : '');
  return {
    lag: lag + waiting,
    unread: `no consumer of the group reads ${shown} yet, where ${waiting} commands wait`,
  };
}

/** Partitions that a health reason names; a topic can have thousands. */
const MAX_NAMED = 5;
