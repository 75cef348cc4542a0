import type { EventReader, Position, RecordedEvent } from '#event-store';
import { LOG_START } from '#event-store';
import { ProblemError } from '../../http/problem-error.js';

/**
 * The event at a position that a client goes on after; undefined at the start of the log.
 * @throws ProblemError 400 for a position of another log, or of this one before it was restored or moved: to continue after it would skip
 *   events
 */
export async function knownEvent(
  reader: Pick<EventReader, 'eventAt'>,
  position: Position,
): Promise<RecordedEvent | undefined> {
  if (position === LOG_START) return undefined;
  const event = await reader.eventAt(position);
  if (event === undefined)
    throw new ProblemError(400, 'POSITION_UNKNOWN', 'this log has no event at that position');
  return event;
}
