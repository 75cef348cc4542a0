import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandResult, Executed } from '#commands';
import { ExecuteCommand } from '#commands';
import type { Command } from '#domain';
import type { Admitted } from '../auth/access.js';
import type { Origin } from '../http/origin.js';
import { unknownWorkspace } from '../http/problem-error.js';
import { denialProblem } from './denial-problem.js';
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
  constructor(
    private readonly commands: CommandBus,
    private readonly visibility: Visibility,
  ) {}

  /**
   * For a workspace that must be there. One that the caller may not know of still gets its denial recorded; one that is
   * not there is only counted, else any customer could fill the log.
   * @throws ProblemError for every refusal; the same 404 for a workspace that is foreign and for one that is not there
   */
  async send(command: Command, caller: Admitted, origin: Origin): Promise<Accepted> {
    const sight = await this.visibility.look(caller, command.data.workspaceId);
    if (sight.kind === 'unknown') throw unknownWorkspace();
    const executed = await this.execute(command, origin);
    // Before I1: who may no longer see a workspace is not told what was answered while they could. What is new was
    // decided by the door just now, and its word on who owns is later than ours.
    if (sight.kind === 'foreign' && executed.repeated) throw unknownWorkspace();
    return accepted(executed);
  }

  /** For a workspace that this may be the first word of. */
  async describe(command: Command, origin: Origin): Promise<Accepted> {
    return accepted(await this.execute(command, origin));
  }

  private execute(command: Command, { commandId, correlationId, traceparent }: Origin): Promise<Executed> {
    const envelope = { commandId, command, correlationId, source: { kind: 'http' } as const };
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
