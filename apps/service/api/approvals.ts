import { Inject, Injectable } from '@nestjs/common';
import { WorkspaceFolds } from '#commands';
import { streamOf } from '#domain';
import type { EventReader } from '#event-store';
import type { Admitted } from '../auth/access.js';
import { EVENT_READER } from '../ports.js';

/**
 * Tells what the approval of a request is: a new grant, or the extension of one. Asked of the workspace's stream, since a projection may
 * not know the request yet; an answered request too, so that a repeated approval is the same command again.
 */
@Injectable()
export class Approvals {
  constructor(
    private readonly folds: WorkspaceFolds,
    @Inject(EVENT_READER) private readonly reader: Pick<EventReader, 'readStream'>,
  ) {}

  /** @returns the grant to extend; undefined for a new grant, and whenever the caller's command will be refused anyway */
  async grantToExtend(caller: Admitted, workspaceId: string, requestId: string): Promise<string | undefined> {
    const { state } = await this.folds.get(streamOf(workspaceId), 'exact');
    // Who does not own the workspace must not learn of its requests, nor make us look for one.
    if (state.status === 'unknown' || !state.ownerIds.includes(caller.id)) return undefined;
    const pending = state.requests.find((each) => each.requestId === requestId);
    if (pending !== undefined) return pending.grantId;
    for await (const page of this.reader.readStream(streamOf(workspaceId)))
      for (const { event } of page)
        if (event.type === 'SupportAccessRequested' && event.data.requestId === requestId)
          return event.data.grantId;
    return undefined;
  }
}
