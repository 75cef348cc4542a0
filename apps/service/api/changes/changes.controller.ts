import type { StreamableFile } from '@nestjs/common';
import { Controller, Get, Headers, Inject, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { USER_ROLES } from '#auth';
import type { EventReader, Position } from '#event-store';
import type { Admitted } from '../../auth/access.js';
import { Caller, For } from '../../auth/access.js';
import { CursorSeal } from '../../http/cursor-seal.js';
import { negotiate } from '../../http/negotiate.js';
import { malformed } from '../../http/problem-error.js';
import { QueryReader } from '../../http/query-reader.js';
import { EVENT_STREAM, eventStreamAnswer } from '../../http/stream-answer.js';
import { EVENT_READER } from '../../ports.js';
import { knownEvent } from '../event-stream/known-event.js';
import { WorkspaceAuthorization } from '../workspace-authorization.js';
import { ChangeStreams } from './change-streams.js';

@Controller('v1/changes')
export class ChangesController {
  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    private readonly authorization: WorkspaceAuthorization,
    private readonly seal: CursorSeal,
    private readonly streams: ChangeStreams,
  ) {}

  /** Tells that something changed, as it happens; what it is now is asked by the calls that say it. */
  @Get()
  @For(...USER_ROLES)
  async follow(
    @Query() query: Record<string, unknown>,
    @Headers() headers: Readonly<Record<string, string | undefined>>,
    @Caller() caller: Admitted,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    negotiate(headers['accept'], [EVENT_STREAM]);
    const workspaceId = readWorkspaceId(query, caller);
    const given = this.lastEventId(headers['last-event-id'], caller);
    // Everything is checked before the stream begins, because afterwards no status can be sent.
    const seen =
      workspaceId === undefined ? undefined : await this.authorization.requireVisible(caller, workspaceId);
    await this.reader.requireSameLog();
    // For one workspace now is its own newest event: the position of the whole log would reveal activity in others.
    const after = given ?? seen?.position ?? (await this.reader.head());
    const event = await knownEvent(this.reader, after);
    const stream = this.streams.open({
      caller,
      after,
      isNew: given === undefined,
      ...(seen && { subject: { workspaceId: workspaceId!, lastEvent: event, since: seen.position } }),
    });
    return eventStreamAnswer(reply, stream);
  }

  /** The position of a client that reconnects. Owners were told it sealed, and must not learn by digits where the log has an event. */
  private lastEventId(header: string | undefined, { reach }: Admitted): Position | undefined {
    // A browser that has seen no id yet sends an empty one.
    if (header === undefined || header === '') return undefined;
    if (reach === 'any' && /^\d{1,20}$/.test(header)) return BigInt(header);
    try {
      return this.seal.unsealPosition(header);
    } catch {
      throw malformed([{ field: 'Last-Event-ID', message: 'must be an id that this stream gave' }]);
    }
  }
}

function readWorkspaceId(query: Record<string, unknown>, { reach }: Admitted): string | undefined {
  const parameters = new QueryReader(query);
  const workspaceId = parameters.id('workspaceId');
  if (reach === 'own' && query['workspaceId'] === undefined)
    parameters.refuse('workspaceId', 'must be given');
  parameters.done();
  return workspaceId;
}
