import { Injectable } from '@nestjs/common';
import type { FieldError } from '#commands';
import type { Instant } from '#domain';
import type { AccessAnswer } from '#read-models';
import { malformed } from '../http/problem-error.js';
import type { Consistency } from './access-check.js';
import { AccessCheck } from './access-check.js';
import { AccessLog } from './access-log.js';
import type { AccessAction } from './access-state.js';
import type { Evaluation, EvaluationsSemantic } from './evaluation-request.js';
import { readEvaluation, readEvaluations } from './evaluation-request.js';

/** What an AuthZEN decision tells besides yes or no. */
export type DecisionContext = {
  reason:
    | 'ACTIVE_GRANT'
    | 'LIVE_SESSION'
    | 'UNKNOWN_WORKSPACE'
    | 'NO_ACTIVE_GRANT'
    | 'ACCESS_EXPIRED'
    | 'NO_LIVE_SESSION'
    | 'UNSUPPORTED';
  grantId?: string;
  expiresAt?: Instant;
  sessionId?: string;
  /** How much of the log was known. */
  position: string;
  /** Of one evaluation among several that cannot be read. */
  error?: { status: 400; message: string };
};

export type Decision = { decision: boolean; context: DecisionContext };
export type Decisions = { evaluations: Decision[] };

/** Answers AuthZEN 1.0 requests from access checks. */
@Injectable()
export class Evaluations {
  /** An answer that is given again is not written again: that took 5 of some 30 µs. */
  private readonly texts = new WeakMap<AccessAnswer, string>();

  constructor(
    private readonly check: AccessCheck,
    private readonly log: AccessLog,
  ) {}

  /** A {@link Decision} as JSON; at once, when it is at hand. @throws ProblemError 400 for a body that is no evaluation */
  one(body: Buffer | undefined, consistency: Consistency): string | Promise<string> {
    const evaluation = readEvaluation(body);
    const recent = evaluation.kind === 'question' && this.check.recent(evaluation, consistency);
    if (!recent) return this.decideOne(evaluation, consistency).then((decision) => JSON.stringify(decision));
    let text = this.texts.get(recent);
    if (text === undefined)
      this.texts.set(recent, (text = JSON.stringify(toDecision(evaluation.action, recent))));
    return text;
  }

  /** Each by itself, in their order. @throws ProblemError 400 for a body that as a whole cannot be read */
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

  /** Its refusal is a rejection, too. */
  private async decideOne(evaluation: Evaluation, consistency: Consistency): Promise<Decision> {
    if (evaluation.kind === 'malformed') throw malformed(evaluation.errors);
    return this.decide(evaluation, consistency);
  }

  private async decide(evaluation: Evaluation, consistency: Consistency): Promise<Decision> {
    if (evaluation.kind !== 'question') {
      const context = { reason: 'UNSUPPORTED' as const, position: String(await this.log.head()) };
      if (evaluation.kind === 'unsupported') return { decision: false, context };
      const error = { status: 400 as const, message: sentence(evaluation.errors) };
      return { decision: false, context: { ...context, error } };
    }
    const { workspaceId, engineerId, action } = evaluation;
    return toDecision(action, await this.check.decide({ workspaceId, engineerId, action }, consistency));
  }
}

function toDecision(action: AccessAction, answer: AccessAnswer): Decision {
  if (!answer.allowed) {
    const { allowed, ...context } = answer;
    return { decision: allowed, context };
  }
  // When a session ends is told by its token.
  const { allowed, sessionExpiresAt: _, ...context } = answer;
  const reason = action === 'login' ? 'ACTIVE_GRANT' : 'LIVE_SESSION';
  return { decision: allowed, context: { reason, ...context } };
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
      return semantic satisfies never;
  }
}

const sentence = (errors: readonly FieldError[]): string =>
  errors.map(({ field, message }) => `${field} ${message}`).join('; ');
