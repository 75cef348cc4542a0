import { Inject, Injectable } from '@nestjs/common';
import type { FoldedStream } from '#commands';
import { WorkspaceFolds } from '#commands';
import type { Clock } from '#config';
import type { AccessDecision, AccessQuestion, EpochMs } from '#domain';
import { decideAccess, momentOf, streamOf, toEpochMs } from '#domain';
import type { EventReader, Position } from '#event-store';
import { LOG_START, LogReplacedError } from '#event-store';
import { LogDamagedError } from '#evidence';
import { awaitPosition } from '../http/min-position.js';
import { CLOCK, EVENT_READER } from '../ports.js';

export type AccessRequest = AccessQuestion & { workspaceId: string };

/**
 * `position`: the newest event of the workspace that the answer knows; `0` when it has none. A workspace whose stream is
 * damaged lets nobody in, and none does when the log was replaced.
 */
export type AccessAnswer = (AccessDecision | { allowed: false; reason: 'LOG_DAMAGED' | 'LOG_REPLACED' }) & {
  position: string;
};

/** `strong`: the stream is read for this answer. `minPosition`: the answer knows at least so much of the log. */
export type Consistency = { strong: boolean; minPosition?: Position | undefined };

/** A yes, and the moment at which the grant or the session that it is about ends. */
type Held = { answer: AccessAnswer; until: EpochMs };

/** Answers kept for one workspace: engineers who are in it at once, with two questions each. */
const MAX_HELD = 64;

/**
 * May this engineer enter now, or go on? The workspace's stream alone decides, folded in memory: who can write to the read
 * models cannot open a workspace, and nothing waits for a background process.
 */
@Injectable()
export class AccessCheck {
  /**
   * The most frequent question is the one that was just asked, so a yes is kept for as long as it holds: an event makes
   * another fold, and time ends it to the millisecond.
   */
  private readonly held = new WeakMap<FoldedStream, Map<string, Held>>();

  constructor(
    private readonly folds: WorkspaceFolds,
    @Inject(EVENT_READER) private readonly reader: Pick<EventReader, 'head'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The answer, if nothing has to be read for it: the most frequent case. */
  atOnce(request: AccessRequest, { strong, minPosition }: Consistency): AccessAnswer | undefined {
    if (strong) return undefined;
    const folded = this.folds.peek(streamOf(request.workspaceId), 'recent');
    return folded && isFrom(minPosition, folded) ? this.answer(request, folded) : undefined;
  }

  /** @throws StoreUnavailableError when the stream has to be read and cannot be; ProblemError 503 for `minPosition` */
  async decide(request: AccessRequest, consistency: Consistency): Promise<AccessAnswer> {
    try {
      return this.answer(request, await this.fold(streamOf(request.workspaceId), consistency));
    } catch (error) {
      if (error instanceof LogReplacedError)
        return { allowed: false, reason: 'LOG_REPLACED', position: `${LOG_START}` };
      if (!(error instanceof LogDamagedError)) throw error;
      return { allowed: false, reason: 'LOG_DAMAGED', position: `${error.position ?? LOG_START}` };
    }
  }

  private async fold(stream: string, { strong, minPosition }: Consistency): Promise<FoldedStream> {
    const folded = await this.folds.get(stream, strong ? 'read' : 'recent');
    return isFrom(minPosition, folded) ? folded : this.later(stream, minPosition);
  }

  /** The log may have the position in another stream: then this one, read after that is known, is new enough. */
  private async later(stream: string, minPosition: Position): Promise<FoldedStream> {
    if ((await this.reader.head()) < minPosition)
      await awaitPosition({ waitFor: () => Promise.resolve(false) }, minPosition);
    return this.folds.get(stream, 'read');
  }

  /** @returns the same object while the same yes holds */
  private answer(request: AccessRequest, folded: FoldedStream): AccessAnswer {
    const { state, position } = folded;
    const now = this.clock.now();
    const key = `${request.action} ${request.engineerId}`;
    const held = this.held.get(folded)?.get(key);
    if (held !== undefined && momentOf(state, now) < held.until) return held.answer;
    const decision = decideAccess(state, request, now);
    const answer = { ...decision, position: `${position}` };
    if (decision.allowed) this.hold(folded, key, { answer, until: endOf(decision) });
    return answer;
  }

  private hold(folded: FoldedStream, key: string, held: Held): void {
    const others = this.held.get(folded);
    if (others === undefined || others.size >= MAX_HELD) this.held.set(folded, new Map([[key, held]]));
    else others.set(key, held);
  }
}

/** The earlier of the grant's end and the session's. */
const endOf = ({ expiresAt, sessionExpiresAt }: Extract<AccessDecision, { allowed: true }>): EpochMs =>
  Math.min(...[expiresAt, sessionExpiresAt].map((end) => (end === undefined ? Infinity : toEpochMs(end))));

const isFrom = (minimum: Position | undefined, { position }: FoldedStream): minimum is undefined =>
  minimum === undefined || position >= minimum;
