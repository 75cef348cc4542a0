import { Inject } from '@nestjs/common';
import type { CommandBus, ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Executed } from './command-result.js';
import type { CommandEnvelope, Door } from './door.js';

/** Injection token of the {@link Door}. */
export const DOOR = Symbol('DOOR');

/** Any command of the domain on the bus: one class for all, since what differs between them is the domain's to know. */
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

/** The bus seen as a door, for senders outside Nest. */
export const doorThrough = (bus: CommandBus): Door => ({
  execute: (envelope) => bus.execute(new ExecuteCommand(envelope)),
});
