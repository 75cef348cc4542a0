import { streamOf } from '#domain';
import type { EventReader, Position, RecordedEvent } from '#event-store';
import type { Piece } from '../event-stream/log-stretch.js';
import type { Reading } from '../event-stream/log-readers.js';
import type { PlacedChange } from './change.js';
import { changeMessage, changesIn } from './change.js';
import type { ChangeChunk } from './change-chunk.js';

/** One workspace, for one reader. */
export type Subject = {
  workspaceId: string;
  /** The event at the reader's position, of whatever workspace. */
  lastEvent: RecordedEvent | undefined;
  /** The reader is known to see the workspace as of this position. */
  since: Position;
};

/**
 * The changes of one workspace for one reader. What the tail does not have is read from the workspace's own stream: a quiet workspace's
 * newest position may be months old, and all that happened elsewhere since is nothing to its reader.
 */
export class WorkspaceReading implements Reading<ChangeChunk> {
  #revision: number;

  /**
   * @param idOf how the reader is told positions
   * @param ownerId a reader who sees the workspace while they own it
   */
  constructor(
    private readonly reader: Pick<EventReader, 'readStream'>,
    readonly after: Position,
    private readonly subject: Subject,
    private readonly idOf: (position: Position) => string,
    private readonly ownerId?: string,
  ) {
    const { workspaceId, lastEvent } = subject;
    this.#revision = lastEvent?.stream === streamOf(workspaceId) ? lastEvent.revision + 1 : 0;
  }

  of(chunk: ChangeChunk, position: Position): Piece {
    return this.#piece(chunk.ofWorkspace(this.subject.workspaceId), position, chunk.position);
  }

  concerns(chunk: ChangeChunk): boolean {
    return chunk.ofWorkspace(this.subject.workspaceId).length > 0;
  }

  async past(position: Position, floor: Position): Promise<Piece> {
    for await (const page of this.reader.readStream(streamOf(this.subject.workspaceId), this.#revision)) {
      const newest = page.at(-1)!;
      this.#revision = newest.revision + 1;
      if (newest.position > position) return this.#piece(changesIn(page), position, newest.position);
    }
    return { bytes: Buffer.alloc(0), position: floor };
  }

  /** @param upTo where it brings the reader to */
  #piece(changes: readonly PlacedChange[], position: Position, upTo: Position): Piece {
    const news = changes.filter((change) => change.position > position);
    const end = news.findIndex((change) => this.#endsOwnership(change));
    const told = end < 0 ? news : news.slice(0, end);
    const text = told.map((change) => changeMessage(this.idOf(change.position), change)).join('');
    return { bytes: Buffer.from(text), position: upTo, ...(end >= 0 && { isLast: true }) };
  }

  /**
   * Not those before the reader was let in: who was removed and is an owner again reads on. What removed them is not told, since they would
   * ask for a workspace that is answered like none.
   */
  #endsOwnership({ position, ownerIds }: PlacedChange): boolean {
    if (this.ownerId === undefined || ownerIds === undefined || position <= this.subject.since) return false;
    return !ownerIds.includes(this.ownerId);
  }
}
