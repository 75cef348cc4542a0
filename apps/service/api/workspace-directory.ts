import { Inject, Injectable } from '@nestjs/common';
import type { Tier } from '#domain';
import { streamOf } from '#domain';
import type { EventReader } from '#event-store';
import { EVENT_READER } from '../ports.js';

/** What decides who may look at a workspace. */
export type WorkspaceFacts = { tier: Tier; ownerIds: readonly string[] };

type Folded = { nextRevision: number; facts?: WorkspaceFacts };

/** Workspaces whose streams need not be read from the start again. */
const CACHED = 10_000;

/** Who owns a workspace now, from its stream: a projection may lag behind an owner's leaving. */
@Injectable()
export class WorkspaceDirectory {
  private readonly cache = new Map<string, Folded>();

  constructor(@Inject(EVENT_READER) private readonly reader: EventReader) {}

  /** @returns undefined for a workspace that nobody described */
  async find(workspaceId: string): Promise<WorkspaceFacts | undefined> {
    let folded = this.cache.get(workspaceId) ?? { nextRevision: 0 };
    for await (const page of this.reader.readStream(streamOf(workspaceId), folded.nextRevision))
      for (const recorded of page) {
        folded = { ...folded, nextRevision: recorded.revision + 1 };
        if (recorded.type !== 'WorkspaceUpdated') continue;
        const { event } = recorded;
        if (event.type === 'WorkspaceUpdated')
          folded.facts = { tier: event.data.tier, ownerIds: event.data.ownerIds };
      }
    if (folded.nextRevision > 0) this.remember(workspaceId, folded);
    return folded.facts;
  }

  /** The least recently asked for goes first: a Map keeps insertion order. */
  private remember(workspaceId: string, folded: Folded): void {
    this.cache.delete(workspaceId);
    this.cache.set(workspaceId, folded);
    if (this.cache.size > CACHED) this.cache.delete(this.cache.keys().next().value!);
  }
}
