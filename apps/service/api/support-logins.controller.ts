import { Body, Controller, HttpCode, Inject, Optional, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { SupportLogin } from '#domain';
import { withoutUndefined } from '#domain';
import type { Admitted } from '../auth/access.js';
import { Caller, For } from '../auth/access.js';
import { originOf } from '../http/origin.js';
import type { SessionTokens } from './sessions/session-tokens.js';
import { SESSION_TOKENS } from './sessions/session-tokens.js';
import { readBody, toCommand } from './request-body.js';
import { personOf } from './person.js';
import { namesOf, WorkspaceCommands } from './workspace-commands.js';

/** The answer to a login: the session without the request's origin, which is only for the audit trail. */
export type LoginAnswer = Pick<
  SupportLogin,
  'workspaceId' | 'grantId' | 'sessionId' | 'engineer' | 'at' | 'sessionExpiresAt'
> & { commandId: string; repeated?: true; token?: string; position: string };

@Controller('v1/workspaces/:workspaceId/support-logins')
export class SupportLoginsController {
  constructor(
    private readonly commands: WorkspaceCommands,
    @Optional() @Inject(SESSION_TOKENS) private readonly tokens?: SessionTokens,
  ) {}

  /** Opens a support session under the active grant. A repeated call gets a token only while the session is live. */
  @Post()
  @HttpCode(201)
  @For('engineer')
  async login(
    @Param('workspaceId') workspaceId: string,
    @Body() body: Buffer | undefined,
    @Caller() caller: Admitted,
    @Req() request: FastifyRequest,
  ): Promise<LoginAnswer> {
    const origin = originOf(request, caller);
    const { ipAddress, userAgent } = origin;
    const command = toCommand('RecordSupportLogin', readBody(body), ['ticketId', 'reason'], {
      workspaceId,
      engineer: personOf(caller),
      ...withoutUndefined({ ipAddress, userAgent }),
    });
    const { result, events } = await this.commands.send(command, caller, origin);
    const login = events.find((event) => event.type === 'SupportLogin')?.data;
    if (login === undefined)
      throw new Error(`command ${result.commandId} was accepted and opened no session`);
    const { grantId, sessionId, engineer, at, sessionExpiresAt } = login;
    const token = await this.tokens?.issue(login);
    return {
      ...namesOf(result),
      workspaceId,
      grantId,
      sessionId,
      engineer,
      at,
      sessionExpiresAt,
      ...(token !== undefined && { token }),
      position: result.position,
    };
  }
}
