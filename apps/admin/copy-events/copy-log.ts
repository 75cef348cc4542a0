import type { EncodedEvent, EventStore, Position, RecordedEvent } from '#event-store';
import { CommandRecordedError, ConflictError } from '#event-store';
import { differenceOf } from './difference.js';
import type { LogUnit, Source } from './log-units.js';
import { logUnits, positionOf } from './log-units.js';
import type { Patience } from './patience.js';

/** The target holds what the source does not, or not there: nothing more is written to it. */
export class ForeignTargetError extends Error {
  readonly code = 'FOREIGN_TARGET';
  constructor(readonly difference: string) {
    super(
      `the target holds something else than the source, and is left as it is. The first difference is ${difference}`,
    );
  }
}

export type CopyParts = {
  source: Source;
  target: EventStore;
  patience: Patience;
  /** Ends it between two appends. */
  signal: AbortSignal;
  /** @param position how far, in the source */
  onProgress: (position: Position) => void;
};

/** `found`: what the target had already. */
export type Copied = { found: number; copied: number; complete: boolean };

/**
 * Brings the target to the end of the source: compares what it has, and appends the rest as it was appended to the source,
 * one after the other, so that both logs have one order, and one tree.
 * @throws ForeignTargetError
 */
export async function copyLog(parts: CopyParts): Promise<Copied> {
  const { source, target, patience, signal, onProgress } = parts;
  const there = logUnits(target, patience);
  let [found, copied] = [0, 0];
  let next = await there.next();
  for await (const unit of logUnits(source, patience)) {
    if (signal.aborted) return { found, copied, complete: false };
    if (next.done) {
      await append(target, unit, patience, found + copied);
      copied += eventsIn(unit);
    } else {
      refuse(differenceOf(unit, next.value, found));
      found += eventsIn(unit);
      next = await there.next();
    }
    onProgress(positionOf(unit));
  }
  if (!next.done) refuse(differenceOf(undefined, next.value, found));
  return { found, copied, complete: true };
}

export const eventsIn = (unit: LogUnit): number => (unit.kind === 'events' ? unit.events.length : 0);

function refuse(difference: string | undefined): void {
  if (difference !== undefined) throw new ForeignTargetError(difference);
}

/**
 * Resolves when it is durable. After an append without an answer the same is sent again, and a target that has it says so by
 * refusing: then what it has there is compared.
 */
async function append(target: EventStore, unit: LogUnit, patience: Patience, after: number): Promise<void> {
  await patience.run(async () => {
    try {
      await (unit.kind === 'events'
        ? appendEvents(target, unit.events)
        : target.appendCheckpoint(
            before(unit.checkpoint.revision),
            unit.checkpoint.note,
            unit.checkpoint.id,
          ));
    } catch (error) {
      if (!(error instanceof ConflictError || error instanceof CommandRecordedError)) throw error;
      refuse(differenceOf(unit, await heldInstead(target, unit), after));
    }
  });
}

const appendEvents = (target: EventStore, events: readonly [RecordedEvent, ...RecordedEvent[]]) =>
  target.append(events[0].stream, before(events[0].revision), events.map(toEncoded));

const before = (revision: number): number | 'empty' => (revision === 0 ? 'empty' : revision - 1);

const toEncoded = ({ id, type, dataJson, metadataJson, chain, metadata }: RecordedEvent): EncodedEvent => ({
  id,
  type,
  dataJson,
  metadataJson,
  chain,
  commandId: metadata.commandId,
});

/** What the target has where the unit belongs. */
async function heldInstead(target: EventStore, unit: LogUnit): Promise<LogUnit | undefined> {
  if (unit.kind === 'checkpoint') {
    const checkpoint = await target.lastCheckpoint();
    return checkpoint && { kind: 'checkpoint', checkpoint };
  }
  const [{ stream, revision }] = unit.events;
  for await (const [first, ...rest] of target.readStream(stream, revision))
    return first && { kind: 'events', events: [first, ...rest] };
  return undefined;
}
