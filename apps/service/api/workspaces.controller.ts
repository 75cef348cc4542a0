import { Body, Controller, Param, Put, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CommandResult } from '#contracts';
import type { Admitted } from '../auth/access.js';
import { Caller, For } from '../auth/access.js';
import { originOf } from '../http/origin.js';
import { readBody, toCommand } from './request-body.js';
import { WorkspaceCommands } from './workspace-commands.js';

@Controller('v1/workspaces/:workspaceId')
export class WorkspacesController {
  constructor(private readonly commands: WorkspaceCommands) {}

  /** Replaces the description of a workspace, or registers it. */
  @Put()
  @For('service', 'command-sender')
  async describe(
    @Param('workspaceId') workspaceId: string,
    @Body() body: Buffer | undefined,
    @Caller() caller: Admitted,
    @Req() request: FastifyRequest,
  ): Promise<CommandResult> {
    const fields = ['name', 'tier', 'forcedSso', 'ownerIds'];
    const command = toCommand('UpdateWorkspace', readBody(body), fields, { workspaceId });
    return (await this.commands.describe(command, caller, originOf(request))).result;
  }
}
