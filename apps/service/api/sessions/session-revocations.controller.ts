import { Body, Controller, Header, Headers, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { WorkspaceFolds } from '#commands';
import { streamOf } from '#domain';
import type { Admitted } from '../../auth/access.js';
import { Caller, For } from '../../auth/access.js';
import { TAKES_FORMS } from '../../http/body-types.js';
import { originOf } from '../../http/origin.js';
import { denialProblem } from '../denial-problem.js';
import { WorkspaceCommands } from '../workspace-commands.js';
import { readToken } from './sessions.controller.js';
import type { SessionClaims, SessionTokens } from './session-tokens.js';
import { SESSION_TOKENS } from './session-tokens.js';

/** The token is of no live session, whatever it was before. */
export type Revoked = { active: false };

@Controller('v1/sessions/revoke')
export class SessionRevocationsController {
  constructor(
    @Inject(SESSION_TOKENS) private readonly tokens: SessionTokens,
    private readonly folds: WorkspaceFolds,
    private readonly commands: WorkspaceCommands,
  ) {}

  /** RFC 7009: the engineer signs out of the product that took the token. A token that means nothing is no error. */
  @Post()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @RouteConfig(TAKES_FORMS)
  @For('service', 'command-sender')
  async revoke(
    @Body() body: Buffer | undefined,
    @Headers('content-type') type: string | undefined,
    @Caller() caller: Admitted,
    @Req() request: FastifyRequest,
  ): Promise<Revoked> {
    const claims = await this.tokens.introspect(readToken(body, type, 'RFC 7009'));
    if (claims) await this.end(claims, caller, request);
    return { active: false };
  }

  private async end(
    { workspace: workspaceId, sid: sessionId, act }: SessionClaims,
    caller: Admitted,
    request: FastifyRequest,
  ): Promise<void> {
    const { state } = await this.folds.get(streamOf(workspaceId), 'exact');
    const sessions = state.status === 'known' ? state.sessions : [];
    const { engineer } = sessions.find((each) => each.sessionId === sessionId) ?? {
      engineer: { id: act.sub },
    };
    // Always a command of its own: a session that is over is not ended again.
    const origin = { ...originOf(request), commandId: uuidv7() };
    const command = { type: 'EndSupportSession' as const, data: { workspaceId, sessionId, engineer } };
    const { result } = await this.commands.execute(command, caller, origin);
    // It ended meanwhile in another way.
    if (result.outcome === 'denied' && result.code !== 'NO_LIVE_SESSION') throw denialProblem(result);
  }
}
