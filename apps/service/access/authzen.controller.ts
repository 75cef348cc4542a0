import { Body, Controller, Get, Header, Headers, HttpCode, Post } from '@nestjs/common';
import type { FieldError } from '#commands';
import type { Instant } from '#domain';
import type { Position } from '#event-store';
import { For, Public } from '../auth/access.js';
import { PublicUrl } from '../http/public-url.js';
import { MinPosition } from '../http/min-position.js';
import { malformed } from '../http/problem-error.js';
import type { Consistency } from './access-check.js';
import { AccessCheck } from './access-check.js';
import { AccessLog } from './access-log.js';
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

/** The AuthZEN 1.0 Authorization API: the one question of whoever lets engineers into workspaces. */
@Controller()
export class AuthzenController {
  constructor(
    private readonly check: AccessCheck,
    private readonly log: AccessLog,
    private readonly publicUrl: PublicUrl,
  ) {}

  /** One decision. */
  @Post('access/v1/evaluation')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @For('service')
  async evaluation(
    @Body() body: Buffer | undefined,
    @Headers('x-consistency') asked: string | undefined,
    @MinPosition() minPosition: Position | undefined,
  ): Promise<Decision> {
    return this.one(readEvaluation(body), { strong: isStrong(asked), minPosition });
  }

  /** Several, in their order, each by itself. */
  @Post('access/v1/evaluations')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @For('service')
  async evaluations(
    @Body() body: Buffer | undefined,
    @Headers('x-consistency') asked: string | undefined,
    @MinPosition() minPosition: Position | undefined,
  ): Promise<Decision | Decisions> {
    const request = readEvaluations(body);
    const consistency = { strong: isStrong(asked), minPosition };
    if (request.kind === 'one') return this.one(request.evaluation, consistency);
    const decisions: Decision[] = [];
    for (const evaluation of request.evaluations) {
      const decision = await this.decide(evaluation, consistency);
      decisions.push(decision);
      if (isLast(decision, request.semantic)) break;
    }
    return { evaluations: decisions };
  }

  /** Where the calls above are (AuthZEN 1.0, 9). */
  @Get('.well-known/authzen-configuration')
  @Header('Cache-Control', 'public, max-age=300')
  @Public()
  configuration(): Record<string, string> {
    const base = this.publicUrl.value;
    return {
      policy_decision_point: base,
      access_evaluation_endpoint: `${base}/access/v1/evaluation`,
      access_evaluations_endpoint: `${base}/access/v1/evaluations`,
    };
  }

  private one(evaluation: Evaluation, consistency: Consistency): Promise<Decision> {
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
    const answer = await this.check.decide({ workspaceId, engineerId, action }, consistency);
    if (!answer.allowed) {
      const { allowed, ...context } = answer;
      return { decision: allowed, context };
    }
    const { allowed, ...context } = answer;
    const reason = action === 'login' ? 'ACTIVE_GRANT' : 'LIVE_SESSION';
    return { decision: allowed, context: { reason, ...context } };
  }
}

function isStrong(asked: string | undefined): boolean {
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
