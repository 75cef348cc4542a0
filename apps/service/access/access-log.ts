import { Inject, Injectable } from '@nestjs/common';
import { streamOf } from '#domain';
import type { EventReader, Position } from '#event-store';
import { EVENT_READER } from '../ports.js';
import type { AccessState } from './access-state.js';
import { applyToAccess, unknownWorkspace } from './access-state.js';

type Folded = { nextRevision: number; state: AccessState };

/** Workspaces whose streams need not be read from the start again. */
const CACHED = 10_000;

/** Who may be where, from the streams themselves: what is in the log when it is asked is in the answer. */
@Injectable()
export class AccessLog {
  private readonly cache = new Map<string, Folded>();

  constructor(@Inject(EVENT_READER) private readonly reader: EventReader) {}

  /** The state is shared and moves on: it is for the caller's next synchronous step. */
  async read(workspaceId: string): Promise<AccessState> {
    const folded = this.cache.get(workspaceId) ?? { nextRevision: 0, state: unknownWorkspace() };
    for await (const page of this.reader.readStream(streamOf(workspaceId), folded.nextRevision))
      for (const recorded of page) {
        // Somebody else who asks for the same workspace may have been here while the page was fetched.
        if (recorded.revision !== folded.nextRevision) continue;
        applyToAccess(folded.state, recorded.event);
        folded.nextRevision++;
      }
    if (folded.nextRevision > 0) this.remember(workspaceId, folded);
    return folded.state;
  }

  /** Whether all that is in the log was written here, see {@link EventReader}. */
  get isWrittenHereAlone(): boolean {
    return this.reader.isSoleWriter === true;
  }

  /** How much of the log an answer that is read after this knows. */
  head(): Promise<Position> {
    return this.reader.head();
  }

  /** The least recently asked for goes first: a Map keeps insertion order. */
  private remember(workspaceId: string, folded: Folded): void {
    this.cache.delete(workspaceId);
    this.cache.set(workspaceId, folded);
    if (this.cache.size > CACHED) this.cache.delete(this.cache.keys().next().value!);
  }
}
