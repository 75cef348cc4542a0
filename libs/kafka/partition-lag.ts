import type { TopicPartition } from './client.js';

/** The group's lag in one partition of a command topic. */
export type PartitionLag = TopicPartition & {
  /** Uncommitted records, without those of open transactions, which cannot be read yet. */
  lag: bigint;
  /** False when the group is stable and no member reads this partition. */
  isAssigned: boolean;
};

export type LagSummary = {
  /** Uncommitted records in this member's partitions and in unassigned ones. */
  lag: bigint;
  /** A sentence about records that wait in unassigned partitions, for health; undefined when there are none. */
  unread: string | undefined;
};

/** Sums up the lag for one member of the group. */
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

/** Maximum number of partitions that a health reason names; a topic can have thousands. */
const MAX_NAMED = 5;
