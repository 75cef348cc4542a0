import { Body, Controller, Get, Header, Headers, HttpCode, Post } from '@nestjs/common';
import { For, Public } from '../../auth/access.js';
import { readMinPosition } from '../min-position.js';
import { PublicUrl } from '../../http/public-url.js';
import type { Decision, Decisions } from './evaluations.js';
import { Evaluations, isStrong } from './evaluations.js';

export type AuthzenConfiguration = {
  policy_decision_point: string;
  access_evaluation_endpoint: string;
  access_evaluations_endpoint: string;
};

/** The AuthZEN 1.0 Authorization API, except for the single evaluation, which {@link EvaluationRoute} serves. */
@Controller()
export class AuthzenController {
  constructor(
    private readonly answers: Evaluations,
    private readonly publicUrl: PublicUrl,
  ) {}

  /** Several independent decisions, in the order of the questions. */
  @Post('access/v1/evaluations')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @For('service', 'access-checker')
  async evaluations(
    @Body() body: Buffer | undefined,
    @Headers('x-consistency') asked: string | undefined,
    @Headers('min-position') minPosition: string | undefined,
  ): Promise<Decision | Decisions> {
    const consistency = { strong: isStrong(asked), minPosition: readMinPosition(minPosition) };
    return this.answers.several(body, consistency);
  }

  /** The URLs of the calls (AuthZEN 1.0, section 9). */
  @Get('.well-known/authzen-configuration')
  @Header('Cache-Control', 'public, max-age=300')
  @Public()
  configuration(): AuthzenConfiguration {
    const base = this.publicUrl.value;
    return {
      policy_decision_point: base,
      access_evaluation_endpoint: `${base}/access/v1/evaluation`,
      access_evaluations_endpoint: `${base}/access/v1/evaluations`,
    };
  }
}
