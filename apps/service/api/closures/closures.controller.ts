import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isId, isPersonId, ID_MESSAGE, PERSON_ID_MESSAGE } from '#domain';
import type { Admitted } from '../../auth/access.js';
import { Caller, For } from '../../auth/access.js';
import { originOf, readIdempotencyKey } from '../../http/origin.js';
import { malformed } from '../../http/problem-error.js';
import { vendorOf } from '../person.js';
import { readBody, toCommand } from '../request-body.js';
import type { Closed, Closer } from './closures.js';
import { Closures } from './closures.js';

export type TicketClosure = { ticketId: string } & Closed;
export type EngineerClosure = { engineerId: string } & Closed;

/** Workspaces that one call may name. */
export const MAX_WORKSPACES = 100;

/** Leaves room in a command's id for a dot and the id of a session or a request. */
export const MAX_KEY_CHARACTERS = 91;

/** For help desks and the vendor, who know a ticket or an engineer and not the workspaces. */
@Controller('v1')
export class ClosuresController {
  constructor(private readonly closures: Closures) {}

  /** Closes a support case in every workspace where something names it, or in those that are named. */
  @Post('tickets/:ticketId/closures')
  @HttpCode(200)
  @For('service', 'command-sender', 'vendor-admin')
  async closeTicket(
    @Param('ticketId') ticketId: string,
    @Body() body: Buffer | undefined,
    @Caller() caller: Admitted,
    @Req() request: FastifyRequest,
  ): Promise<TicketClosure> {
    const { workspaceIds, ...rest } = readBody(body);
    // A service says nothing of a person: the help desk closed it.
    const by = caller.roles.has('vendor-admin') ? { actor: vendorOf(caller) } : {};
    const { data } = toCommand('CloseTicket', rest, ['reason'], { workspaceId: 'any', ticketId, ...by });
    const named = workspaceIds === undefined ? {} : { workspaceIds: readWorkspaces(workspaceIds) };
    const closed = await this.closures.ofTicket(
      ticketId,
      { ...named, ...by },
      closerOf(request, caller, data),
    );
    return { ticketId, ...closed };
  }

  /** Ends every live session of an engineer who leaves, and withdraws their pending requests. */
  @Post('engineers/:engineerId/closures')
  @HttpCode(200)
  @For('service', 'command-sender', 'vendor-admin')
  async closeEngineer(
    @Param('engineerId') engineerId: string,
    @Body() body: Buffer | undefined,
    @Caller() caller: Admitted,
    @Req() request: FastifyRequest,
  ): Promise<EngineerClosure> {
    if (!isPersonId(engineerId)) throw malformed([{ field: 'engineerId', message: PERSON_ID_MESSAGE }]);
    const key = readIdempotencyKey(request.headers['idempotency-key']) ?? '';
    if (key.length > MAX_KEY_CHARACTERS)
      throw malformed([
        { field: 'Idempotency-Key', message: `must be at most ${MAX_KEY_CHARACTERS} characters here` },
      ]);
    // The vendor ends sessions and withdraws requests: a service does it for the vendor.
    const actor = vendorOf(caller);
    const given = { workspaceId: 'any', sessionId: 'any', actor };
    const { data } = toCommand('EndSupportSession', readBody(body), ['reason'], given);
    const closed = await this.closures.ofEngineer(engineerId, actor, closerOf(request, caller, data));
    return { engineerId, ...closed };
  }
}

function closerOf(request: FastifyRequest, caller: Admitted, data: { reason?: string }): Closer {
  const isPerson = caller.roles.has('vendor-admin');
  return {
    caller,
    origin: originOf(request, isPerson ? caller : undefined),
    mayRepeat: request.headers['idempotency-key'] !== undefined,
    ...(data.reason !== undefined && { reason: data.reason }),
  };
}

function readWorkspaces(value: unknown): string[] {
  if (!Array.isArray(value) || value.length > MAX_WORKSPACES)
    throw malformed([{ field: 'workspaceIds', message: `must be a list of at most ${MAX_WORKSPACES} ids` }]);
  const wrong = value.flatMap((each, index) =>
    isId(each) ? [] : [{ field: `workspaceIds.${index}`, message: ID_MESSAGE }],
  );
  if (wrong.length > 0) throw malformed(wrong);
  return value as string[];
}
