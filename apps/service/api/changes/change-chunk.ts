import type { Position, RecordedEvent } from '#event-store';
import type { Stretch } from '../event-stream/log-stretch.js';
import type { PlacedChange } from './change.js';
import { changesIn } from './change.js';

/** About what a change takes besides its texts. */
const CHANGE_BYTES = 200;

/** The changes of consecutive events, by workspace too: of a thousand readers each looks for its own workspace's. */
export class ChangeChunk implements Stretch {
  readonly size: number;
  private readonly byWorkspace = new Map<string, PlacedChange[]>();

  private constructor(
    readonly after: Position,
    readonly position: Position,
    readonly all: readonly PlacedChange[],
  ) {
    for (const change of all) {
      const own = this.byWorkspace.get(change.workspaceId);
      if (own) own.push(change);
      else this.byWorkspace.set(change.workspaceId, [change]);
    }
    this.size = all.reduce((sum, change) => sum + sizeOf(change), 0);
  }

  static of(this: void, events: readonly RecordedEvent[], after: Position): ChangeChunk {
    return new ChangeChunk(after, events.at(-1)?.position ?? after, changesIn(events));
  }

  ofWorkspace(id: string): readonly PlacedChange[] {
    return this.byWorkspace.get(id) ?? [];
  }
}

const sizeOf = ({ json, ownerIds = [] }: PlacedChange): number =>
  CHANGE_BYTES + json.length + ownerIds.reduce<number>((sum, id) => sum + String(id).length + 16, 0);
