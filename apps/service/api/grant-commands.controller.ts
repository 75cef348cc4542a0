import { Body, Controller, Delete, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CommandResult } from '#contracts';
import type { Admitted } from '../auth/access.js';
import { Caller, For } from '../auth/access.js';
import { originOf } from '../http/origin.js';
import type { ExtensionAnswer, GrantAnswer } from './grant-answers.js';
import { extensionAnswer, grantAnswer } from './grant-answers.js';
import { userOf, userOrVendorOf } from './person.js';
import { readBody, readDeletion, toCommand } from './request-body.js';
import { WorkspaceCommands } from './workspace-commands.js';

/** Granting, extending and revoking by people; the actor is the person whom the token names. */
@Controller('v1/workspaces/:workspaceId/support-access')
export class GrantCommandsController {
  constructor(private readonly commands: WorkspaceCommands) {}

  /** Grants support access; the default duration is seven days. */
  @Post()
  @HttpCode(201)
  @For('owner')
  async grant(
    @Param('workspaceId') workspaceId: string,
    @Body() body: Buffer | undefined,
    @Caller() caller: Admitted,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GrantAnswer> {
    const fields = ['durationMinutes', 'ticketId', 'reason'];
    const given = { workspaceId, actor: userOf(caller) };
    const command = toCommand('GrantSupportAccess', readBody(body), fields, given);
    const { result, events } = await this.commands.send(command, caller, originOf(request, caller));
    void reply.header('Location', `/v1/workspaces/${encodeURIComponent(workspaceId)}/support-access`);
    return grantAnswer(result, events);
  }

  /** Adds to the end of the active grant. */
  @Post('extensions')
  @HttpCode(201)
  @For('owner')
  async extend(
    @Param('workspaceId') workspaceId: string,
    @Body() body: Buffer | undefined,
    @Caller() caller: Admitted,
    @Req() request: FastifyRequest,
  ): Promise<ExtensionAnswer> {
    const fields = ['grantId', 'additionalMinutes', 'reason'];
    const given = { workspaceId, actor: userOf(caller) };
    const command = toCommand('ExtendSupportAccess', readBody(body), fields, given);
    const { result, events } = await this.commands.send(command, caller, originOf(request, caller));
    return extensionAnswer(result, events);
  }

  /** Ends support access at once. */
  @Delete()
  @For('owner', 'vendor-admin')
  async revoke(
    @Param('workspaceId') workspaceId: string,
    @Query() query: Record<string, unknown>,
    @Body() body: Buffer | undefined,
    @Caller() caller: Admitted,
    @Req() request: FastifyRequest,
  ): Promise<CommandResult> {
    const fields = ['grantId', 'reason'];
    const asked = readDeletion(query, body, fields);
    const actor = userOrVendorOf(caller);
    const command = toCommand('RevokeSupportAccess', asked, fields, { workspaceId, actor });
    return (await this.commands.send(command, caller, originOf(request, caller))).result;
  }
}
