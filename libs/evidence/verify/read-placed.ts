import { streamOf } from '#domain';
import { EVENTS_FILE, PROOFS_FILE } from '../bundle/manifest.js';
import type { EventProof } from '../bundle/proof-line.js';
import type { ReadEvent } from '../bundle/read-event-line.js';
import { BadLineError, readEventLine } from '../bundle/read-event-line.js';
import { readProofLine } from '../bundle/read-proof-line.js';
import type { Place } from './verification.js';
import { damaged } from './verification.js';

/**
 * @param number the line's, from 1
 * @throws DamageFound if it is no event, or one of another workspace than its stream's
 */
export function readPlaced(line: string, number: number): { event: ReadEvent; where: Place } {
  const event = reading(EVENTS_FILE, number, () => readEventLine(line));
  const where: Place = { file: EVENTS_FILE, line: number, stream: event.stream, revision: event.revision };
  const { workspaceId } = event.data;
  if (typeof workspaceId !== 'string' || streamOf(workspaceId) !== event.stream)
    throw damaged(
      'EVENT_MISPLACED',
      where,
      `an event of workspace ${String(workspaceId)} in ${event.stream}`,
    );
  return { event, where };
}

/** @throws DamageFound if it is no proof */
export const readPlacedProof = (line: string, number: number): EventProof =>
  reading(PROOFS_FILE, number, () => readProofLine(line));

function reading<T>(file: string, line: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BadLineError)) throw error;
    throw damaged(error.kind, { file, line }, `line ${line} of ${file} ${error.message}`);
  }
}
