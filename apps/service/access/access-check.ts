import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#config';
import type { EpochMs } from '#domain';
import type { Position } from '#event-store';
import type { AccessAnswer, ReadModelQueries } from '#read-models';
import { ReadModelUnavailableError } from '#read-models';
import { awaitPosition } from '../http/min-position.js';
import { CLOCK, READ_MODEL_QUERIES } from '../ports.js';
import { AccessLog } from './access-log.js';
import type { AccessRequest } from './access-state.js';
import { decideAccess } from './access-state.js';
import { OwnWrites } from './own-writes.js';
import { RecentAnswers } from './recent-answers.js';

/** `strong`: by the log itself, whoever wrote it. `minPosition`: by at least so much of it. */
export type Consistency = { strong: boolean; minPosition?: Position | undefined };

/** May this engineer enter now, or go on? Time is asked at the moment of the answer; nothing waits for a background process. */
@Injectable()
export class AccessCheck {
  private readonly answers: RecentAnswers;

  constructor(
    @Inject(READ_MODEL_QUERIES) private readonly queries: ReadModelQueries,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly log: AccessLog,
    private readonly writes: OwnWrites,
  ) {
    this.answers = new RecentAnswers(log.isWrittenHereAlone);
    writes.watch((workspaceId) => this.answers.forget(workspaceId));
  }

  /** The same answer as a moment ago, where it still holds: the most frequent case, and nothing is waited for. */
  recent(request: AccessRequest, { strong, minPosition }: Consistency): AccessAnswer | undefined {
    if (strong) return undefined;
    const answer = this.answers.find(request, this.clock.now());
    return answer && isFrom(minPosition, answer) ? answer : undefined;
  }

  /** The read models answer, when they know all that was written here; otherwise, or when they are away, the log does. */
  async decide(request: AccessRequest, consistency: Consistency): Promise<AccessAnswer> {
    const { strong, minPosition } = consistency;
    if (strong) return this.fromLog(request, minPosition);
    const recent = this.recent(request, consistency);
    if (recent) return recent;
    const now = this.clock.now();
    const writes = this.writes.count;
    const answer = await this.fromReadModels(request, now);
    if (
      !answer ||
      !this.writes.areIn(BigInt(answer.position), request.workspaceId) ||
      !isFrom(minPosition, answer)
    )
      return this.fromLog(request, minPosition);
    // What was written while it was read may be about this workspace, and not in it.
    if (writes === this.writes.count) this.answers.add(request, answer, now);
    return answer;
  }

  private async fromReadModels(request: AccessRequest, at: EpochMs): Promise<AccessAnswer | undefined> {
    try {
      return await this.queries.checkAccess({ ...request, at });
    } catch (error) {
      if (error instanceof ReadModelUnavailableError) return undefined;
      throw error;
    }
  }

  private async fromLog(
    { workspaceId, action, engineerId }: AccessRequest,
    minPosition: Position | undefined,
  ): Promise<AccessAnswer> {
    const position = await this.log.head();
    if (minPosition !== undefined && position < minPosition)
      await awaitPosition({ waitFor: () => Promise.resolve(false) }, minPosition);
    const state = await this.log.read(workspaceId);
    const decision = decideAccess(state, action, engineerId, this.clock.now());
    return { ...decision, position: String(position) };
  }
}

const isFrom = (minimum: Position | undefined, { position }: AccessAnswer): boolean =>
  minimum === undefined || BigInt(position) >= minimum;
