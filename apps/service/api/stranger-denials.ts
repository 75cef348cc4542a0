import type { Actor, Command, EpochMs } from '#domain';
import { toInstant } from '#domain';

/** How many denials of one subject are recorded in one workspace on one day (UTC). */
const RECORDED_A_DAY = 10;

/** Pairs of subject and workspace that are counted; when there are more on one day, nothing of theirs is recorded. */
const MAX_PAIRS = 100_000;

/**
 * Bounds what a stranger can write into the trail of a workspace that is not theirs. Each process counts for itself, and
 * anew when it is started.
 */
export class StrangerDenials {
  private day = '';
  private readonly recorded = new Map<string, number>();

  /** @returns whether one more denial may be recorded */
  take(subject: string, workspaceId: string, now: EpochMs): boolean {
    const day = toInstant(now).slice(0, 10);
    if (day !== this.day) this.recorded.clear();
    this.day = day;
    // A workspace's id has no space in it.
    const pair = `${workspaceId} ${subject}`;
    const count = this.recorded.get(pair);
    if (count === undefined ? this.recorded.size >= MAX_PAIRS : count >= RECORDED_A_DAY) return false;
    this.recorded.set(pair, (count ?? 0) + 1);
    return true;
  }
}

/** What a stranger says of themselves and why is not for the trail of somebody else's workspace. */
export function withoutWords(command: Command): Command {
  const { reason: _reason, ...data } = command.data as { reason?: string; actor?: Actor };
  const { name: _name, email: _email, ...actor } = data.actor ?? {};
  return { ...command, data: { ...data, ...(data.actor && { actor }) } } as Command;
}
