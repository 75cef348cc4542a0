import type { EventReader } from '#event-store';
import { StoreCorruptError } from '#event-store';
import type { StreamEnd } from '../continuity.js';
import { continueStream, LogDamagedError, STREAM_START } from '../continuity.js';

/**
 * Reads a stream from its start and holds it against where it was folded up to.
 * @param folded where the read models have it end; what was appended since is checked, too
 * @returns how many events it has
 * @throws LogDamagedError for an event that does not continue the stream, a stream that was cut or written anew, and one
 *   that the engine cannot read
 */
export async function checkStream(
  reader: Pick<EventReader, 'readStream'>,
  stream: string,
  folded: StreamEnd,
): Promise<number> {
  let end: StreamEnd = STREAM_START;
  let events = 0;
  const damaged = (what: string): LogDamagedError => new LogDamagedError(stream, events, undefined, what);
  try {
    for await (const page of reader.readStream(stream))
      for (const recorded of page) {
        end = continueStream(stream, end, recorded);
        if (end.head === folded.head && end.chain !== folded.chain)
          throw damaged('its events are others than those that were folded: it was written anew');
        events += 1;
      }
  } catch (error) {
    if (error instanceof StoreCorruptError) throw damaged(`it cannot be read: ${error.message}`);
    throw error;
  }
  if (folded.head !== 'empty' && events <= folded.head)
    throw damaged(
      `it ends before revision ${events}, and was folded up to ${folded.head}: its end was removed`,
    );
  return events;
}
