import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#config';
import type { CommandResult } from '#contracts';
import type { Actor, Command } from '#domain';
import { streamOf } from '#domain';
import type { EventReader } from '#event-store';
import type { OpenOfEngineer, ReadModelQueries } from '#read-models';
import { MAX_PAGE } from '#read-models';
import type { Admitted } from '../../auth/access.js';
import { awaitPosition } from '../min-position.js';
import type { Origin } from '../../http/origin.js';
import { CLOCK, EVENT_READER, READ_MODEL_QUERIES } from '../../ports.js';
import { WorkspaceCommands } from '../workspace-commands.js';

/** What was closed, by workspace. `position`: how much of the log was looked at for what is open. */
export type Closed = { results: CommandResult[]; position: string };

export type Closer = {
  caller: Admitted;
  origin: Origin;
  /** The caller chose the command's id, so the call may have been made before. */
  mayRepeat: boolean;
  reason?: string;
};

type Sent = { commandId: string; command: Command };
/** Something that an engineer has, or had, open. */
type Open = { workspaceId: string; id: string; of: 'session' | 'request' };

/** Commands on their way at once. */
const MAX_RUNNING = 32;

/**
 * Closes a ticket, or all that an engineer has open, wherever that is: the read models tell where, and each workspace gets a command of
 * its own. A repetition repeats nothing, and reaches what has come since.
 */
@Injectable()
export class Closures {
  constructor(
    private readonly commands: WorkspaceCommands,
    @Inject(READ_MODEL_QUERIES) private readonly queries: ReadModelQueries,
    @Inject(EVENT_READER) private readonly reader: Pick<EventReader, 'head' | 'findCommand'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** One command for each workspace, all with the same id. @param workspaceIds only these; where it is open when absent */
  async ofTicket(
    ticketId: string,
    { workspaceIds, actor }: { workspaceIds?: readonly string[]; actor?: Actor },
    closer: Closer,
  ): Promise<Closed> {
    const { commandId } = closer.origin;
    const position = await this.known();
    const found = workspaceIds ?? [
      ...(await this.queries.ofTicket(ticketId, this.clock.now())),
      ...(closer.mayRepeat ? await this.queries.closedByCommand(commandId) : []),
    ];
    const why = closer.reason === undefined ? {} : { reason: closer.reason };
    const commands = [...new Set(found)].sort().map((workspaceId) => ({
      commandId,
      command: {
        type: 'CloseTicket' as const,
        data: { workspaceId, ticketId, ...(actor && { actor }), ...why },
      },
    }));
    return { results: await this.send(commands, closer), position };
  }

  /** One command for each session and each request: its id is the caller's, a dot, and the id of what it closes. */
  async ofEngineer(engineerId: string, actor: Actor, closer: Closer): Promise<Closed> {
    const position = await this.known();
    const open = [
      ...openOf(await this.queries.ofEngineer(engineerId, this.clock.now())),
      ...(closer.mayRepeat ? await this.closedBefore(engineerId, closer.origin) : []),
    ];
    // What a read model still shows as open may have been closed by this call before.
    const each = [...new Map(open.map((one) => [one.id, one])).values()];
    const commands = each.map((one) => ({
      commandId: idFor(one, closer.origin),
      command: closing(one, actor, closer.reason),
    }));
    return { results: await this.send(commands, closer), position };
  }

  /** Waits until the read models know what the log holds now. */
  private async known(): Promise<string> {
    const head = await this.reader.head();
    await awaitPosition(this.queries, head);
    return `${head}`;
  }

  /** What a call with this id closed before, among the newest thousand that somebody closed. */
  private async closedBefore(engineerId: string, origin: Origin): Promise<Open[]> {
    const now = this.clock.now();
    const [{ sessions }, { requests }] = await Promise.all([
      this.queries.sessions({ engineer: engineerId, live: false, now, limit: MAX_PAGE }),
      this.queries.requests({ requestedBy: engineerId, status: 'withdrawn', now, limit: MAX_PAGE }),
    ]);
    const over = openOf({ sessions: sessions.filter(({ cause }) => cause === 'closed'), requests });
    const known = await inGroups(over, async (each) => {
      const events = await this.reader.findCommand(streamOf(each.workspaceId), idFor(each, origin));
      return events.length > 0 ? [each] : [];
    });
    return known.flat();
  }

  /** One that fails leaves the others alone: they are sent, and the call fails after them. */
  private send(commands: readonly Sent[], { caller, origin }: Closer): Promise<CommandResult[]> {
    return inGroups(commands, async ({ commandId, command }) => {
      const { result } = await this.commands.execute(command, caller, { ...origin, commandId });
      return result;
    });
  }
}

const openOf = ({ sessions, requests }: OpenOfEngineer): Open[] => [
  ...sessions.map(({ workspaceId, sessionId }): Open => ({ workspaceId, id: sessionId, of: 'session' })),
  ...requests.map(({ workspaceId, requestId }): Open => ({ workspaceId, id: requestId, of: 'request' })),
];

const idFor = ({ id }: Open, { commandId }: Origin): string => `${commandId}.${id}`;

function closing({ workspaceId, id, of }: Open, actor: Actor, reason: string | undefined): Command {
  const data = { workspaceId, actor, ...(reason !== undefined && { reason }) };
  return of === 'session'
    ? { type: 'EndSupportSession', data: { ...data, sessionId: id } }
    : { type: 'WithdrawSupportAccessRequest', data: { ...data, requestId: id } };
}

/** @throws what the first that failed threw, after all were tried */
async function inGroups<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: PromiseSettledResult<R>[] = [];
  for (let at = 0; at < items.length; at += MAX_RUNNING)
    results.push(...(await Promise.allSettled(items.slice(at, at + MAX_RUNNING).map(work))));
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
