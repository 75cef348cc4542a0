import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch, EventReader, Position, RecordedEvent } from '#event-store';
import { LOG_START, LogReplacedError, StoreUnavailableError } from '#event-store';
import { asError } from '#domain';
import { PositionLostError, ReadModelUnavailableError } from './errors.js';

/**
 * Where a follower is, and the last event it applied: how it knows its log again. `event` is undefined at {@link LOG_START}, and for
 * a place that a release saved which kept the position alone.
 */
export type Bookmark = { position: Position; event?: { stream: string; revision: number; id: string } };

/** Something derived from the log that keeps its own place in it. */
export interface LogTarget {
  /** Called at start and after a failure: where to go on. */
  bookmark(): Promise<Bookmark>;

  /**
   * Called for every stretch of the log, in order. The effect and the position become visible together or not at all;
   * what was applied before changes nothing.
   * @param after the place that the events continue: all that the log has between it and `position` is among them. Default
   * {@link LOG_START}
   * @throws PositionLostError if the target is before `after`, and nothing is applied: what lies between would be missing
   * @throws for an event that it cannot apply, and nothing of the batch is applied
   */
  apply(events: readonly RecordedEvent[], position: Position, after?: Position): Promise<void>;

  /**
   * Called when the log turns out to be another one than before: forget everything. A target that must not forget refuses,
   * and following ends.
   */
  reset(): Promise<void>;
}

export type FollowerHealth = {
  status: 'up' | 'down';
  reason?: string;
  position: Position;
  /** How long it has been behind the end of the log; 0 when it was at the end when it last looked. */
  lagMs: number;
};

/** For logs and metrics; what it does must not throw. */
export type FollowerObserver = {
  applied?(batch: { events: number; position: Position; caughtUp: boolean; durationMs: number }): void;
  failed?(error: Error, retryInMs: number): void;
  /** The log does not hold the event that was applied last, or not there: everything is built again. */
  foreignLog?(bookmark: Bookmark): void;
};

const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 5_000;
/** How often the targets are asked for their place while the log is quiet, in milliseconds. */
const PLACE_CHECK_MS = 2_000;
/** Behind for so long without getting anything, in milliseconds: what is derived is old, and nobody knows how old. */
const STUCK_MS = 10_000;

/**
 * Keeps a target up with the log, or several from one reading of it: a page costs about as much to read as to fold, and what
 * one target has parsed the next need not. They share their fate, too: while one cannot apply, none of them goes on.
 */
export class LogFollower {
  readonly #targets: readonly LogTarget[];
  #position = LOG_START;
  #appliedAt = 0;
  #movedAt = -Infinity;
  #failure: string | undefined;
  #behindSince: number | undefined = performance.now();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly reader: EventReader,
    target: LogTarget | readonly LogTarget[],
    private readonly observer: FollowerObserver = {},
  ) {
    this.#targets = [target].flat();
  }

  /**
   * Follows until the signal aborts, then resolves. An engine that does not answer is waited out.
   * @throws whatever else goes wrong, at once and for good: an event that cannot be applied today cannot be tomorrow
   */
  async run(signal: AbortSignal): Promise<void> {
    this.#behindSince = performance.now();
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await this.#follow(signal, () => {
          failures = 0;
        });
      } catch (error) {
        if (signal.aborted) return;
        await this.#waitOut(error, failures, signal);
      }
    }
  }

  health(): FollowerHealth {
    const lagMs = this.#behindSince === undefined ? 0 : performance.now() - this.#behindSince;
    const where = { position: this.#position, lagMs };
    const reason = this.#failure ?? this.#stuck();
    return reason === undefined ? { status: 'up', ...where } : { status: 'down', reason, ...where };
  }

  /** How long one is behind is no measure of it: with many writers the end is never reached, and everything is a moment old. */
  #stuck(): string | undefined {
    if (this.#behindSince === undefined) return undefined;
    const stuckMs = performance.now() - Math.max(this.#behindSince, this.#movedAt);
    return stuckMs < STUCK_MS
      ? undefined
      : `not known to be at the end of the log, and nothing came for ${Math.round(stuckMs / 1000)} s`;
  }

  /** Runs something between two batches, while nothing is applied. */
  between<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** The one that is furthest behind decides: what comes again changes nothing in the others. */
  async #resume(): Promise<Position> {
    let least: Position | undefined;
    for (const target of this.#targets) {
      const position = await this.#placeOf(target);
      if (least === undefined || position < least) least = position;
    }
    return least ?? LOG_START;
  }

  /**
   * Positions are valid for one store: a log that was replaced, restored or moved to another store is noticed by the event
   * last applied, which is not there, or not in that place.
   */
  async #placeOf(target: LogTarget): Promise<Position> {
    const bookmark = await target.bookmark();
    if (bookmark.position === LOG_START || (await isHeld(this.reader, bookmark))) return bookmark.position;
    // What this process itself has read is not forgotten: only a start may find a log that was put there on purpose.
    if (bookmark.event && this.#movedAt > -Infinity)
      throw LogReplacedError.ofEvent({ ...bookmark.event, position: bookmark.position });
    await this.between(() => target.reset());
    this.observer.foreignLog?.(bookmark);
    return LOG_START;
  }

  /** Until the signal aborts. @throws what went wrong; then the targets are asked anew where to go on */
  async #follow(signal: AbortSignal, applied: () => void): Promise<void> {
    let after = await this.#resume();
    const ended = new AbortController();
    const checking = this.#checkPlaces(() => after, ended);
    try {
      for await (const batch of this.reader.follow(after, AbortSignal.any([signal, ended.signal]))) {
        const startedAt = performance.now();
        if (batch.events.length > 0) this.#behindSince ??= startedAt;
        await this.between(async () => {
          await this.#apply(batch, after);
          after = batch.position;
        });
        this.#reached(batch.position, batch.caughtUp);
        applied();
        const durationMs = performance.now() - startedAt;
        const { position, caughtUp } = batch;
        this.observer.applied?.({ events: batch.events.length, position, caughtUp, durationMs });
      }
    } finally {
      ended.abort();
    }
    const failure = await checking;
    if (failure !== undefined) throw failure.error;
  }

  /**
   * A place that went back is noticed by the next batch; while the log is quiet, by an empty one.
   * @returns when following has ended, what ended it
   */
  async #checkPlaces(after: () => Position, ended: AbortController): Promise<{ error: unknown } | undefined> {
    const { signal } = ended;
    while (!signal.aborted) {
      await sleep(PLACE_CHECK_MS, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted || performance.now() - this.#appliedAt < PLACE_CHECK_MS) continue;
      try {
        await this.between(() => this.#apply({ events: [], position: after() }, after()));
      } catch (error) {
        if (signal.aborted) return undefined;
        ended.abort();
        return { error };
      }
    }
    return undefined;
  }

  async #apply({ events, position }: Pick<Batch, 'events' | 'position'>, after: Position): Promise<void> {
    for (const target of this.#targets) await target.apply(events, position, after);
    this.#appliedAt = performance.now();
  }

  #reached(position: Position, caughtUp: boolean): void {
    if (position !== this.#position) this.#movedAt = performance.now();
    this.#position = position;
    this.#failure = undefined;
    if (caughtUp) this.#behindSince = undefined;
    else this.#behindSince ??= performance.now();
  }

  async #waitOut(error: unknown, failures: number, signal: AbortSignal): Promise<void> {
    this.#failure = asError(error).message;
    this.#behindSince ??= performance.now();
    if (!isPassing(error)) throw error;
    const retryInMs = Math.min(FIRST_RETRY_MS * 2 ** failures, MAX_RETRY_MS);
    this.observer.failed?.(error, retryInMs);
    // Rejects when the signal aborts; the loop's condition sees that.
    await sleep(retryInMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Whether the log has the event of a bookmark in that place; any event will do for a bookmark that names none. */
export async function isHeld(
  reader: Pick<EventReader, 'eventAt'>,
  { event, position }: Bookmark,
): Promise<boolean> {
  const there = await reader.eventAt(position);
  if (event === undefined) return there !== undefined;
  return there?.stream === event.stream && there.revision === event.revision && there.id === event.id;
}

/** What waiting, or asking the targets for their places, mends. */
const isPassing = (error: unknown): error is Error =>
  (error instanceof StoreUnavailableError && !(error instanceof LogReplacedError)) ||
  error instanceof ReadModelUnavailableError ||
  error instanceof PositionLostError;
