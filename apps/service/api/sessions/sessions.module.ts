import { Module } from '@nestjs/common';
import { WorkspaceFolds } from '#commands';
import type { Clock, Config } from '#config';
import { AccessCheck } from '../access/access-check.js';
import { AuthzenController } from '../access/authzen.controller.js';
import { EvaluationRoute } from '../access/evaluation-route.js';
import { Evaluations } from '../access/evaluations.js';
import { PublicUrl } from '../../http/public-url.js';
import { CLOCK, CONFIG } from '../../ports.js';
import { JwtSessionTokens } from './jwt-session-tokens.js';
import { SessionKeys } from './session-keys.js';
import { SessionsController } from './sessions.controller.js';
import { SESSION_TOKENS } from './session-tokens.js';

/** Who may be in a workspace at this moment: the access check, and the tokens of support sessions. */
@Module({
  controllers: [AuthzenController, SessionsController],
  providers: [
    PublicUrl,
    AccessCheck,
    Evaluations,
    EvaluationRoute,
    {
      provide: SessionKeys,
      inject: [CONFIG],
      useFactory: ({ session }: Pick<Config, 'session'>) => SessionKeys.open(session),
    },
    {
      provide: SESSION_TOKENS,
      inject: [SessionKeys, WorkspaceFolds, CLOCK, CONFIG, PublicUrl],
      useFactory: (
        keys: SessionKeys,
        folds: WorkspaceFolds,
        clock: Clock,
        { session }: Pick<Config, 'session'>,
        publicUrl: PublicUrl,
      ) =>
        new JwtSessionTokens(keys, folds, clock, {
          issuer: () => publicUrl.value,
          audience: session.audience,
        }),
    },
  ],
  exports: [SESSION_TOKENS, PublicUrl],
})
export class SessionsModule {}
