import { Inject, Injectable } from '@nestjs/common';
import type { FoldedStream } from '#commands';
import { WorkspaceFolds } from '#commands';
import type { Clock } from '#config';
import type { AccessDecision, AccessQuestion, EpochMs } from '#domain';
import { decideAccess, momentOf, streamOf, toEpochMs } from '#domain';
import type { EventReader, Position } from '#event-store';
import { LOG_START, LogReplacedError } from '#event-store';
import { LogDamagedError } from '#evidence';
import { awaitPosition } from '../min-position.js';
import { CLOCK, EVENT_READER } from '../../ports.js';

export type AccessRequest = AccessQuestion & { workspaceId: string };

/**
 * `position`: the newest event of the workspace that the answer is based on; `0` without events. Access is denied in a workspace whose
 * stream is damaged, and in every workspace when the log was replaced.
 */
export type AccessAnswer = (AccessDecision | { allowed: false; reason: 'LOG_DAMAGED' | 'LOG_REPLACED' }) & {
  position: string;
};

/** `strong`: read the stream for this answer. `minPosition`: the answer must include the log up to this position. */
export type Consistency = { strong: boolean; minPosition?: Position | undefined };

/** A positive answer, and the time until which it is valid: the end of the grant or session. */
type Held = { answer: AccessAnswer; until: EpochMs };

/** Maximum number of cached answers per workspace: two per engineer who is in it. */
const MAX_HELD = 64;

/**
 * May this engineer enter now, or stay? Decided from the workspace's stream, folded in memory: write access to the read models cannot open
 * a workspace, and no background process is needed.
 */
@Injectable()
export class AccessCheck {
  /**
   * Positive answers, cached because most questions are repeated. A new event makes a new fold, and so a new cache; time ends an answer to
   * the millisecond.
   */
  private readonly held = new WeakMap<FoldedStream, Map<string, Held>>();

  constructor(
    private readonly folds: WorkspaceFolds,
    @Inject(EVENT_READER) private readonly reader: Pick<EventReader, 'head'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The answer if nothing has to be read, which is the most frequent case; otherwise undefined. */
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

  /** The position may be in another stream: once the log has reached it, a read of this stream is fresh enough. */
  private async later(stream: string, minPosition: Position): Promise<FoldedStream> {
    if ((await this.reader.head()) < minPosition)
      await awaitPosition({ waitFor: () => Promise.resolve(false) }, minPosition);
    return this.folds.get(stream, 'read');
  }

  /** @returns the same object as long as the same positive answer is valid */
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
