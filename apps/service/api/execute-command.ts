import { Inject } from '@nestjs/common';
import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { CommandEnvelope, Door, Executed } from '#commands';
import { DOOR } from '../ports.js';

/** A command of the domain on Nest's command bus. One class serves all commands, because the domain handles their differences. */
export class ExecuteCommand extends Command<Executed> {
  constructor(readonly envelope: CommandEnvelope) {
    super();
  }
}

@CommandHandler(ExecuteCommand)
export class ExecuteCommandHandler implements ICommandHandler<ExecuteCommand> {
  constructor(@Inject(DOOR) private readonly door: Door) {}

  execute({ envelope }: ExecuteCommand): Promise<Executed> {
    return this.door.execute(envelope);
  }
}
