import type { Actor, Command, EpochMs } from '#domain';
import { toInstant } from '#domain';

/** Maximum number of recorded denials per subject, workspace and day (UTC). */
const RECORDED_A_DAY = 10;

/** Maximum number of pairs of subject and workspace that are counted per day; denials of further pairs are not recorded. */
const MAX_PAIRS = 100_000;

/**
 * Limits the denials that a caller can write into the trail of a foreign workspace. Each process counts separately, from its start.
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

/** Removes names, e-mail addresses and reasons, which must not get into the trail of a foreign workspace. */
export function withoutWords(command: Command): Command {
  const { reason: _reason, ...data } = command.data as { reason?: string; actor?: Actor };
  const { name: _name, email: _email, ...actor } = data.actor ?? {};
  return { ...command, data: { ...data, ...(data.actor && { actor }) } } as Command;
}
