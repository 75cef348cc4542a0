import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Executed } from '#commands';
import type { Clock } from '#config';
import type { CommandResult } from '#contracts';
import type { Command } from '#domain';
import type { Admitted } from '../auth/access.js';
import type { Origin } from '../http/origin.js';
import { unknownWorkspace } from '../http/problem-error.js';
import { CLOCK } from '../ports.js';
import { denialProblem } from './denial-problem.js';
import { ExecuteCommand } from './execute-command.js';
import { StrangerDenials, withoutWords } from './stranger-denials.js';
import { WorkspaceAuthorization } from './workspace-authorization.js';

/** The result of a command that was accepted. */
export type Accepted = Executed & { result: Extract<CommandResult, { outcome: 'accepted' }> };

/** The fields of a command that every answer has. */
export const namesOf = ({
  commandId,
  repeated,
}: Accepted['result']): Pick<Accepted['result'], 'commandId' | 'repeated'> => ({
  commandId,
  ...(repeated && { repeated }),
});

/** Executes the commands of people's calls, and turns refusals into problems. */
@Injectable()
export class WorkspaceCommands {
  private readonly strangers = new StrangerDenials();

  constructor(
    private readonly commands: CommandBus,
    private readonly authorization: WorkspaceAuthorization,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * For a workspace that must exist. In a foreign workspace only the caller's first few denials of a day are recorded, without their texts;
   * further ones, and those for unknown workspaces, are only counted, so that no customer can fill the log.
   * @throws ProblemError for every refusal; the same 404 for a foreign workspace and for an unknown one
   */
  async send(command: Command, caller: Admitted, origin: Origin): Promise<Accepted> {
    const { workspaceId } = command.data;
    const sight = await this.authorization.look(caller, workspaceId);
    if (sight.kind === 'unknown') throw unknownWorkspace();
    if (sight.kind === 'seen') return accepted(await this.execute(command, caller, origin));
    if (!this.strangers.take(caller.id, workspaceId, this.clock.now())) throw unknownWorkspace();
    const executed = await this.execute(withoutWords(command), caller, origin);
    // Before I1: a caller who may no longer see the workspace does not get an earlier answer again. A new command was decided by
    // the door just now, and its knowledge of the owners is newer than ours.
    if (executed.repeated) throw unknownWorkspace();
    return accepted(executed);
  }

  /** For a workspace that may be new. */
  async describe(command: Command, caller: Admitted, origin: Origin): Promise<Accepted> {
    return accepted(await this.execute(command, caller, origin));
  }

  /** Hands a command to the door, whether or not the workspace exists. A refusal is an outcome. */
  execute(
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
