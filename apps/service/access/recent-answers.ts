import type { EpochMs } from '#domain';
import { toEpochMs } from '#domain';
import type { AccessAnswer } from '#read-models';
import type { AccessRequest } from './access-state.js';

type Recent = {
  engineerId: string;
  action: AccessRequest['action'];
  answer: AccessAnswer;
  /** By the clock that decides: the answer is this one from here, and before there, as long as nothing is recorded. */
  from: EpochMs;
  until: EpochMs;
  /** By a clock that only runs forward. */
  since: number;
};

/** What other processes record counts after this time at the latest. */
const MAX_AGE_MS = 500;
/** At once; the workspace that was asked for first goes first. */
const WORKSPACES = 10_000;
/** Of one workspace: engineers who are in it at once, with two questions each. */
const ANSWERS = 32;

/**
 * Answers that still hold. Whoever lets engineers into a workspace asks at every request of theirs, so the same question
 * comes many times a second, and looking it up is most of what an answer costs. An end by time is exact all the same: an
 * answer holds no longer than the grant and the session that it is about.
 */
export class RecentAnswers {
  readonly #byWorkspace = new Map<string, Recent[]>();

  find({ workspaceId, engineerId, action }: AccessRequest, now: EpochMs): AccessAnswer | undefined {
    const recents = this.#byWorkspace.get(workspaceId);
    const recent = recents?.find((each) => each.engineerId === engineerId && each.action === action);
    if (!recent || now < recent.from || now >= recent.until) return undefined;
    return performance.now() - recent.since < MAX_AGE_MS ? recent.answer : undefined;
  }

  /** @param now the time that the answer is for */
  add({ workspaceId, engineerId, action }: AccessRequest, answer: AccessAnswer, now: EpochMs): void {
    const others = this.#byWorkspace.get(workspaceId) ?? [];
    const kept = others.filter((each) => each.engineerId !== engineerId || each.action !== action);
    const recent = { engineerId, action, answer, from: now, until: endOf(answer), since: performance.now() };
    this.#byWorkspace.delete(workspaceId);
    this.#byWorkspace.set(workspaceId, [recent, ...kept.slice(0, ANSWERS - 1)]);
    if (this.#byWorkspace.size > WORKSPACES) this.#byWorkspace.delete(this.#byWorkspace.keys().next().value!);
  }

  /** Called when something is recorded about a workspace. */
  forget(workspaceId: string): void {
    this.#byWorkspace.delete(workspaceId);
  }
}

/** A grant that is over stays so; one that is active, and a session under it, have an end. */
function endOf(answer: AccessAnswer): EpochMs {
  const isActive = answer.allowed || answer.reason === 'NO_LIVE_SESSION';
  const ends = [answer.expiresAt, answer.allowed ? answer.sessionExpiresAt : undefined];
  return isActive
    ? Math.min(...ends.map((end) => (end === undefined ? Infinity : toEpochMs(end))))
    : Infinity;
}
