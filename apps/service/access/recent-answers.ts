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

/**
 * How long an answer is given again. What other processes record counts after the first at the latest. Where there are
 * none, each write is told of; the second is for one that failed here and may have happened all the same.
 */
const SHARED_LOG_MS = 500;
const OWN_LOG_MS = 5_000;
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
  readonly #maxAgeMs: number;

  /** @param isLogOwn whether every write is told of, by {@link forget} */
  constructor(isLogOwn: boolean) {
    this.#maxAgeMs = isLogOwn ? OWN_LOG_MS : SHARED_LOG_MS;
  }

  find({ workspaceId, engineerId, action }: AccessRequest, now: EpochMs): AccessAnswer | undefined {
    const recents = this.#byWorkspace.get(workspaceId);
    const recent = recents?.find((each) => each.engineerId === engineerId && each.action === action);
    if (!recent || now < recent.from || now >= recent.until) return undefined;
    return performance.now() - recent.since < this.#maxAgeMs ? recent.answer : undefined;
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
