import type { RecordedEvent } from '#event-store';
import type { LogUnit } from './log-units.js';

/** What is the same in two stores of one log, in the order in which a difference is told. */
const OF_AN_EVENT = ['stream', 'revision', 'id', 'type', 'dataJson', 'metadataJson', 'chain'] as const;
const OF_A_CHECKPOINT = ['revision', 'id', 'note'] as const;

const WORDS: Readonly<Partial<Record<string, string>>> = { dataJson: 'data', metadataJson: 'metadata' };

/**
 * Whether two stores have the same in one place of the log, to the byte; positions are each store's own.
 * @param after how many events both have before it
 * @returns a sentence about the first thing that is not, undefined when there is none
 */
export function differenceOf(
  source: LogUnit | undefined,
  target: LogUnit | undefined,
  after: number,
): string | undefined {
  if (source === undefined && target === undefined) return undefined;
  if (source?.kind === 'events' && target?.kind === 'events')
    return ofEvents(source.events, target.events, after);
  if (source?.kind === 'checkpoint' && target?.kind === 'checkpoint') {
    const [one, other] = [source.checkpoint, target.checkpoint];
    const name = OF_A_CHECKPOINT.find((key) => one[key] !== other[key]);
    return name && `after ${after} events: ${nameOf(source)} has another ${name} than the target's`;
  }
  return `after ${after} events: the source has ${nameOf(source)}, and the target ${nameOf(target)}`;
}

function ofEvents(
  source: readonly RecordedEvent[],
  target: readonly RecordedEvent[],
  after: number,
): string | undefined {
  for (const [i, event] of source.entries()) {
    const other = target[i];
    if (other === undefined)
      return `after ${after + i} events: the target has only ${i} of the ${source.length} events of one append`;
    const name = OF_AN_EVENT.find((key) => event[key] !== other[key]);
    if (name === undefined) continue;
    return name === 'stream' || name === 'revision' || name === 'id'
      ? `after ${after + i} events: the source has ${eventName(event)}, and the target ${eventName(other)}`
      : `after ${after + i} events: the ${WORDS[name] ?? name} of ${eventName(event)} is not the same`;
  }
  return target.length > source.length
    ? `after ${after + source.length} events: an append of ${source.length} events has ${target.length} in the target`
    : undefined;
}

function nameOf(unit: LogUnit | undefined): string {
  if (unit === undefined) return 'nothing';
  return unit.kind === 'events'
    ? eventName(unit.events[0])
    : `checkpoint ${unit.checkpoint.revision} (${unit.checkpoint.id})`;
}

const eventName = ({ stream, revision, type, id }: RecordedEvent): string =>
  `${stream} revision ${revision} (${type}, ${id})`;
