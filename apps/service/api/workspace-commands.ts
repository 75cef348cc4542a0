import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandResult, Executed } from '#commands';
import type { Clock } from '#config';
import type { Command } from '#domain';
import type { Admitted } from '../auth/access.js';
import type { Origin } from '../http/origin.js';
import { unknownWorkspace } from '../http/problem-error.js';
import { CLOCK } from '../ports.js';
import { denialProblem } from './denial-problem.js';
import { ExecuteCommand } from './execute-command.js';
import { StrangerDenials, withoutWords } from './stranger-denials.js';
import { Visibility } from './visibility.js';

/** What a command that was not refused left behind. */
export type Accepted = Executed & { result: Extract<CommandResult, { outcome: 'accepted' }> };

/** What an answer with a shape of its own tells of its command. */
export const namesOf = ({
  commandId,
  repeated,
}: Accepted['result']): Pick<Accepted['result'], 'commandId' | 'repeated'> => ({
  commandId,
  ...(repeated && { repeated }),
});

/** Sends the commands that people's calls stand for through the door, and makes refusals problems. */
@Injectable()
export class WorkspaceCommands {
  private readonly strangers = new StrangerDenials();

  constructor(
    private readonly commands: CommandBus,
    private readonly visibility: Visibility,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * For a workspace that must be there. One that the caller may not know of gets their first few denials of the day recorded,
   * without their words; the others, and all on one that is not there, are only counted, else any customer could fill the
   * log.
   * @throws ProblemError for every refusal; the same 404 for a workspace that is foreign and for one that is not there
   */
  async send(command: Command, caller: Admitted, origin: Origin): Promise<Accepted> {
    const { workspaceId } = command.data;
    const sight = await this.visibility.look(caller, workspaceId);
    if (sight.kind === 'unknown') throw unknownWorkspace();
    if (sight.kind === 'seen') return accepted(await this.execute(command, caller, origin));
    if (!this.strangers.take(caller.id, workspaceId, this.clock.now())) throw unknownWorkspace();
    const executed = await this.execute(withoutWords(command), caller, origin);
    // Before I1: who may no longer see a workspace is not told what was answered while they could. What is new was
    // decided by the door just now, and its word on who owns is later than ours.
    if (executed.repeated) throw unknownWorkspace();
    return accepted(executed);
  }

  /** For a workspace that this may be the first word of. */
  async describe(command: Command, caller: Admitted, origin: Origin): Promise<Accepted> {
    return accepted(await this.execute(command, caller, origin));
  }

  private execute(
    command: Command,
    caller: Admitted,
    { commandId, correlationId, traceparent }: Origin,
  ): Promise<Executed> {
    const source = { kind: 'http', subject: caller.id } as const;
    const envelope = { commandId, command, correlationId, source };
    return this.commands.execute(
      new ExecuteCommand({ ...envelope, ...(traceparent !== undefined && { traceparent }) }),
    );
  }
}

function accepted(executed: Executed): Accepted {
  const { result } = executed;
  if (result.outcome === 'denied') throw denialProblem(result);
  if (result.outcome === 'ignored') throw new Error('only an expiry is ignored, and no request is one');
  return { ...executed, result };
}
