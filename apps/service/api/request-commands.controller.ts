import { Body, Controller, Delete, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CommandResult } from '#contracts';
import { withoutUndefined } from '#domain';
import type { Admitted } from '../auth/access.js';
import { Caller, For } from '../auth/access.js';
import { originOf } from '../http/origin.js';
import { Approvals } from './approvals.js';
import type { ExtensionAnswer, GrantAnswer, RequestAnswer } from './grant-answers.js';
import { extensionAnswer, grantAnswer, requestAnswer } from './grant-answers.js';
import { personOf, userOf, userOrVendorOf } from './person.js';
import { readBody, readDeletion, toCommand } from './request-body.js';
import { WorkspaceCommands } from './workspace-commands.js';

/** Requests of engineers for access, and the answers to them. */
@Controller('v1/workspaces/:workspaceId/access-requests')
export class RequestCommandsController {
  constructor(
    private readonly commands: WorkspaceCommands,
    private readonly approvals: Approvals,
  ) {}

  /** Asks the owners for a grant, or to extend the one that is named. */
  @Post()
  @HttpCode(201)
  @For('engineer')
  async ask(
    @Param('workspaceId') workspaceId: string,
    @Body() body: Buffer | undefined,
    @Caller() caller: Admitted,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RequestAnswer> {
    const origin = originOf(request, caller);
    const { ipAddress, userAgent } = origin;
    const fields = ['reason', 'durationMinutes', 'ticketId', 'grantId'];
    const command = toCommand('RequestSupportAccess', readBody(body), fields, {
      workspaceId,
      engineer: personOf(caller),
      ...withoutUndefined({ ipAddress, userAgent }),
    });
    const { result, events } = await this.commands.send(command, caller, origin);
    const answer = requestAnswer(result, events);
    const path = `/v1/workspaces/${encodeURIComponent(workspaceId)}/access-requests/${answer.requestId}`;
    void reply.header('Location', path);
    return answer;
  }

  /** Takes a request back. */
  @Delete(':requestId')
  @For('engineer')
  async withdraw(
    @Param('workspaceId') workspaceId: string,
    @Param('requestId') requestId: string,
    @Query() query: Record<string, unknown>,
    @Body() body: Buffer | undefined,
    @Caller() caller: Admitted,
    @Req() request: FastifyRequest,
  ): Promise<CommandResult> {
    const given = { workspaceId, requestId, engineer: personOf(caller) };
    const asked = readDeletion(query, body, ['reason']);
    const command = toCommand('WithdrawSupportAccessRequest', asked, ['reason'], given);
    return (await this.commands.send(command, caller, originOf(request, caller))).result;
  }

  /** Says yes: gives the grant that is asked for, or extends the one that is named. */
  @Post(':requestId/approval')
  @HttpCode(201)
  @For('owner')
  async approve(
    @Param('workspaceId') workspaceId: string,
    @Param('requestId') requestId: string,
    @Body() body: Buffer | undefined,
    @Caller() caller: Admitted,
    @Req() request: FastifyRequest,
  ): Promise<GrantAnswer | ExtensionAnswer> {
    const json = readBody(body);
    const fields = ['durationMinutes', 'reason'];
    const given = { workspaceId, requestId, actor: userOf(caller) };
    // Also what is wrong with the body of an extension's approval: the fields are the same.
    const grant = toCommand('GrantSupportAccess', json, fields, given);
    const origin = originOf(request, caller);
    const grantId = await this.approvals.grantToExtend(caller, workspaceId, requestId);
    if (grantId === undefined) {
      const { result, events } = await this.commands.send(grant, caller, origin);
      return grantAnswer(result, events);
    }
    const { durationMinutes: additionalMinutes, ...rest } = json;
    const asked = { ...rest, ...(additionalMinutes !== undefined && { additionalMinutes }) };
    const extension = toCommand('ExtendSupportAccess', asked, ['additionalMinutes', 'reason'], {
      ...given,
      grantId,
    });
    const { result, events } = await this.commands.send(extension, caller, origin);
    return extensionAnswer(result, events);
  }

  /** Says no, or for the vendor: takes the request back. */
  @Post(':requestId/refusal')
  @HttpCode(200)
  @For('owner', 'vendor-admin')
  async refuse(
    @Param('workspaceId') workspaceId: string,
    @Param('requestId') requestId: string,
    @Body() body: Buffer | undefined,
    @Caller() caller: Admitted,
    @Req() request: FastifyRequest,
  ): Promise<CommandResult> {
    const given = { workspaceId, requestId, actor: userOrVendorOf(caller) };
    const command = toCommand('DeclineSupportAccessRequest', readBody(body), ['reason'], given);
    return (await this.commands.send(command, caller, originOf(request, caller))).result;
  }
}
