import type { WorkspaceState } from '#domain';
import { evolve, initialState } from '#domain';
import type { Position, RecordedEvent } from '#event-store';
import { LOG_START } from '#event-store';
import type { StreamEnd } from '#evidence';
import { continueStream, damageFrom, STREAM_START } from '#evidence';

/** A stream folded up to its `head`: the state, the chain value that the next event continues, and the last event's position. */
export type FoldedStream = StreamEnd & { state: WorkspaceState; position: Position };

export const EMPTY_STREAM: FoldedStream = { ...STREAM_START, state: initialState, position: LOG_START };

/**
 * Adds the next event to a fold, after checking that it continues the chain.
 * @throws LogDamagedError
 */
export function advance(stream: string, folded: FoldedStream, recorded: RecordedEvent): FoldedStream {
  try {
    const end = continueStream(stream, folded, recorded);
    return { ...end, state: evolve(folded.state, recorded.event), position: recorded.position };
  } catch (error) {
    throw damageFrom(error, recorded, stream);
  }
}
