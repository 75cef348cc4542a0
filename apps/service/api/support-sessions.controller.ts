import { Body, Controller, Delete, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#config';
import type { CommandResult } from '#contracts';
import type { Position } from '#event-store';
import type { SessionPage } from '#read-models';
import type { Admitted } from '../auth/access.js';
import { Caller, For } from '../auth/access.js';
import { MinPosition } from './min-position.js';
import { originOf } from '../http/origin.js';
import { QueryReader } from '../http/query-reader.js';
import { CLOCK } from '../ports.js';
import { ListPages } from './list-pages.js';
import { personOf, userOf, vendorOf } from './person.js';
import { GetSessions } from './queries.js';
import { readDeletion, toCommand } from './request-body.js';
import { WorkspaceCommands } from './workspace-commands.js';

@Controller('v1')
export class SupportSessionsController {
  constructor(
    private readonly commands: WorkspaceCommands,
    private readonly queries: QueryBus,
    private readonly pages: ListPages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Ends one session at once. */
  @Delete('workspaces/:workspaceId/support-sessions/:sessionId')
  @For('owner', 'engineer', 'vendor-admin')
  async end(
    @Param('workspaceId') workspaceId: string,
    @Param('sessionId') sessionId: string,
    @Query() query: Record<string, unknown>,
    @Body() body: Buffer | undefined,
    @Caller() caller: Admitted,
    @Req() request: FastifyRequest,
  ): Promise<CommandResult> {
    const asked = readDeletion(query, body, ['reason']);
    const given = { workspaceId, sessionId, ...endingAs(caller) };
    const command = toCommand('EndSupportSession', asked, ['reason'], given);
    return (await this.commands.send(command, caller, originOf(request, caller))).result;
  }

  /** Sessions of all workspaces, newest first. */
  @Get('support-sessions')
  @For('engineer', 'vendor-admin', 'auditor')
  async list(
    @Query() query: Record<string, unknown>,
    @MinPosition() minPosition: Position | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionPage> {
    const now = this.clock.now();
    return this.pages.read(
      { asked: readParameters(query), minPosition },
      (asked, from) => this.queries.execute(new GetSessions({ ...asked, now }, from)),
      request,
      reply,
    );
  }
}

/**
 * By the roles alone, so that the same call sent again is the same command: a vendor-admin ends it for the vendor, an engineer their
 * own, an owner any of their workspace.
 */
function endingAs(caller: Admitted) {
  if (caller.roles.has('vendor-admin')) return { actor: vendorOf(caller) };
  return caller.roles.has('engineer') ? { engineer: personOf(caller) } : { actor: userOf(caller) };
}

function readParameters(query: Record<string, unknown>) {
  const parameters = new QueryReader(query);
  const live = parameters.oneOf('live', ['true', 'false']);
  return parameters.given({
    live: live && live === 'true',
    engineer: parameters.personId('engineer'),
    workspaceId: parameters.id('workspaceId'),
    ticketId: parameters.id('ticketId'),
    ...parameters.page(),
  });
}
