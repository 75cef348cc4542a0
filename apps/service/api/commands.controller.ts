import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import { readStructuredCommand } from '#commands';
import type { CommandResult } from '#contracts';
import type { Admitted } from '../auth/access.js';
import { Caller, For } from '../auth/access.js';
import { givenRequestId } from '../http/edge.js';
import { ProblemError } from '../http/problem-error.js';
import { traceOf } from '../http/origin.js';
import { ExecuteCommand } from './execute-command.js';

@Controller('v1/commands')
export class CommandsController {
  constructor(private readonly commands: CommandBus) {}

  /** Executes one command, a structured CloudEvent. A refusal by a rule is an outcome, not an HTTP error. */
  @Post()
  @HttpCode(200)
  @For('service', 'command-sender')
  async execute(
    @Body() body: Buffer | undefined,
    @Caller() caller: Admitted,
    @Req() request: FastifyRequest,
  ): Promise<CommandResult> {
    refuseBinaryMode(request);
    const { producer: _, ...wire } = readStructuredCommand(body ?? Buffer.alloc(0));
    const correlationId = givenRequestId(request);
    // The event's own attributes take precedence over the request's headers.
    const context = { ...(correlationId !== undefined && { correlationId }), ...traceOf(request) };
    const { result } = await this.commands.execute(
      new ExecuteCommand({ ...context, ...wire, source: { kind: 'http', subject: caller.id } }),
    );
    return result;
  }
}

/** Refuses CloudEvents in binary mode, the default of many clients: attributes as headers, only the data as the body. */
function refuseBinaryMode({ headers }: FastifyRequest): void {
  const isStructured = headers['content-type']?.startsWith('application/cloudevents+json') ?? false;
  if (isStructured || headers['ce-specversion'] === undefined) return;
  throw new ProblemError(
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    'this is a CloudEvent in binary mode; send it in structured mode, as application/cloudevents+json',
  );
}
