import { Inject, Injectable } from '@nestjs/common';
import type { FieldError } from '#contracts';
import type { AccessAction, Instant } from '#domain';
import { assertNever } from '#domain';
import type { EventReader } from '#event-store';
import { malformed } from '../../http/problem-error.js';
import { EVENT_READER } from '../../ports.js';
import type { AccessAnswer, Consistency } from './access-check.js';
import { AccessCheck } from './access-check.js';
import type { Evaluation, EvaluationsSemantic } from './evaluation-request.js';
import { readEvaluation, readEvaluations } from './evaluation-request.js';

/** The context of an AuthZEN decision. */
export type DecisionContext = {
  reason:
    | 'ACTIVE_GRANT'
    | 'LIVE_SESSION'
    | 'MAY_REQUEST'
    | 'UNKNOWN_WORKSPACE'
    | 'NO_ACTIVE_GRANT'
    | 'ACCESS_EXPIRED'
    | 'NO_LIVE_SESSION'
    | 'FORCED_SSO'
    | 'ALREADY_GRANTED'
    | 'ALREADY_REQUESTED'
    | 'REQUEST_LIMIT'
    | 'LOG_DAMAGED'
    | 'LOG_REPLACED'
    | 'UNSUPPORTED';
  grantId?: string;
  expiresAt?: Instant;
  sessionId?: string;
  /** The pending request of this engineer. */
  requestId?: string;
  /** When a request is taken again. */
  retryAt?: Instant;
  /** The newest event of the workspace that the decision is based on; for an unreadable evaluation, the log's newest. */
  position: string;
  /** Set for a malformed evaluation in a list. */
  error?: { status: 400; message: string };
};

export type Decision = { decision: boolean; context: DecisionContext };
export type Decisions = { evaluations: Decision[] };

/** Answers AuthZEN 1.0 requests from access checks. */
@Injectable()
export class Evaluations {
  /** The JSON of cached answers: writing it again took 3 of about 25 µs per call. */
  private readonly texts = new WeakMap<AccessAnswer, string>();

  constructor(
    private readonly check: AccessCheck,
    @Inject(EVENT_READER) private readonly reader: Pick<EventReader, 'head'>,
  ) {}

  /** A {@link Decision} as JSON; synchronous when nothing has to be read. @throws ProblemError 400 for a malformed body */
  one(body: Buffer | undefined, consistency: Consistency): string | Promise<string> {
    const evaluation = readEvaluation(body);
    const answer = evaluation.kind === 'question' && this.check.atOnce(evaluation, consistency);
    if (answer) return this.textOf(evaluation.action, answer);
    return this.decideOne(evaluation, consistency).then((decision) => JSON.stringify(decision));
  }

  private textOf(action: AccessAction, answer: AccessAnswer): string {
    let text = this.texts.get(answer);
    if (text === undefined) this.texts.set(answer, (text = JSON.stringify(toDecision(action, answer))));
    return text;
  }

  /** Independent decisions, in the order of the evaluations. @throws ProblemError 400 for a body that cannot be read as a whole */
  async several(body: Buffer | undefined, consistency: Consistency): Promise<Decision | Decisions> {
    const request = readEvaluations(body);
    if (request.kind === 'one') return this.decideOne(request.evaluation, consistency);
    const decisions: Decision[] = [];
    for (const evaluation of request.evaluations) {
      const decision = await this.decide(evaluation, consistency);
      decisions.push(decision);
      if (isLast(decision, request.semantic)) break;
    }
    return { evaluations: decisions };
  }

  /** Async, so that errors thrown at once become rejections, too. */
  private async decideOne(evaluation: Evaluation, consistency: Consistency): Promise<Decision> {
    if (evaluation.kind === 'malformed') throw malformed(evaluation.errors);
    return this.decide(evaluation, consistency);
  }

  private async decide(evaluation: Evaluation, consistency: Consistency): Promise<Decision> {
    if (evaluation.kind !== 'question') {
      const context = { reason: 'UNSUPPORTED' as const, position: String(await this.reader.head()) };
      if (evaluation.kind === 'unsupported') return { decision: false, context };
      const error = { status: 400 as const, message: sentence(evaluation.errors) };
      return { decision: false, context: { ...context, error } };
    }
    const { workspaceId, engineerId, action } = evaluation;
    return toDecision(action, await this.check.decide({ workspaceId, engineerId, action }, consistency));
  }
}

const PERMITTED = {
  login: 'ACTIVE_GRANT',
  access: 'LIVE_SESSION',
  request: 'MAY_REQUEST',
} as const satisfies Record<AccessAction, DecisionContext['reason']>;

function toDecision(action: AccessAction, answer: AccessAnswer): Decision {
  if (!answer.allowed) {
    const { allowed, ...context } = answer;
    return { decision: allowed, context };
  }
  // The session's token has its end.
  const { allowed, sessionExpiresAt: _, ...context } = answer;
  return { decision: allowed, context: { reason: PERMITTED[action], ...context } };
}

/** The `X-Consistency` header. */
export function isStrong(asked: string | string[] | undefined): boolean {
  if (asked === undefined || asked === 'strong') return asked === 'strong';
  throw malformed([{ field: 'X-Consistency', message: 'must be strong, or absent' }]);
}

function isLast({ decision }: Decision, semantic: EvaluationsSemantic): boolean {
  switch (semantic) {
    case 'execute_all':
      return false;
    case 'deny_on_first_deny':
      return !decision;
    case 'permit_on_first_permit':
      return decision;
    default:
      return assertNever(semantic, 'semantic');
  }
}

const sentence = (errors: readonly FieldError[]): string =>
  errors.map(({ field, message }) => `${field} ${message}`).join('; ');
