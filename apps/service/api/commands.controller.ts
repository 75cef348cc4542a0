import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandResult } from '#commands';
import { ExecuteCommand, readStructuredCommand } from '#commands';
import { For } from '../auth/access.js';

@Controller('v1/commands')
export class CommandsController {
  constructor(private readonly commands: CommandBus) {}

  /** One structured CloudEvent; its refusal by a rule is an outcome and not an HTTP error. */
  @Post()
  @HttpCode(200)
  @For('service')
  async execute(@Body() body: Buffer | undefined): Promise<CommandResult> {
    const wire = readStructuredCommand(body ?? Buffer.alloc(0));
    const { result } = await this.commands.execute(new ExecuteCommand({ ...wire, source: { kind: 'http' } }));
    return result;
  }
}
