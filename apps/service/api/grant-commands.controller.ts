import {
  Body,
  Controller,
  Delete,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CommandResult } from '#contracts';
import type { Actor, SupportAccessGranted } from '#domain';
import type { Admitted } from '../auth/access.js';
import { Caller, For } from '../auth/access.js';
import { originOf } from '../http/origin.js';
import { malformed } from '../http/problem-error.js';
import { QueryReader } from '../http/query-reader.js';
import { personOf } from './person.js';
import { readBody, toCommand } from './request-body.js';
import { namesOf, WorkspaceCommands } from './workspace-commands.js';
import { TellReplays } from './tell-replays.js';
import { OwnerPositions } from './owner-positions.js';

/** Accepts any text: the command's validation checks it. */
const ANY = /^[^]*$/;

/** The answer to a grant. */
export type GrantAnswer = SupportAccessGranted & { commandId: string; repeated?: true; position: string };

/** Granting and revoking by people; the actor is the person whom the token names. */
@UseInterceptors(TellReplays, OwnerPositions)
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
    const granted = events.find((event) => event.type === 'SupportAccessGranted');
    if (granted === undefined)
      throw new Error(`command ${result.commandId} was accepted and granted nothing`);
    void reply.header('Location', `/v1/workspaces/${encodeURIComponent(workspaceId)}/support-access`);
    return { ...namesOf(result), ...granted.data, position: result.position };
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
    // Refused, because some intermediaries drop the body of a DELETE.
    if (body !== undefined && body.length > 0)
      throw malformed([
        { field: '', message: 'must be empty: a DELETE takes grantId and reason as parameters' },
      ]);
    const parameters = new QueryReader(query);
    const taken = { grantId: parameters.text('grantId', ANY), reason: parameters.text('reason', ANY) };
    parameters.done();
    const asked = Object.fromEntries(Object.entries(taken).filter(([, value]) => value !== undefined));
    const actor = caller.roles.has('vendor-admin') ? vendorOf(caller) : userOf(caller);
    const command = toCommand('RevokeSupportAccess', asked, Object.keys(taken), { workspaceId, actor });
    return (await this.commands.send(command, caller, originOf(request, caller))).result;
  }
}

const userOf = (caller: Admitted): Actor => ({
  ...personOf(caller),
  kind: 'user',
  // G6: a person who acts through a support session may revoke, but not grant.
  ...(caller.sessionId !== undefined && { sessionId: caller.sessionId }),
});
const vendorOf = (caller: Admitted): Actor => ({ ...personOf(caller), kind: 'vendor' });
