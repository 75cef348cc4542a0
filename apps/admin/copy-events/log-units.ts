import type { EventReader, RecordedCheckpoint, RecordedEvent } from '#event-store';
import { LOG_START } from '#event-store';
import type { Patience } from './patience.js';

/** What one append left in a log: the events of one command in one stream, or a checkpoint. */
export type LogUnit =
  | { kind: 'events'; events: readonly [RecordedEvent, ...RecordedEvent[]] }
  | { kind: 'checkpoint'; checkpoint: RecordedCheckpoint };

/** What is read of a log to copy it, and to compare it with its copy. */
export type Source = Pick<EventReader, 'readAll' | 'readCheckpoints' | 'readStream'>;

/** A log as it is copied when its checkpoints stay behind. */
export const withoutCheckpoints = (reader: Source): Source => ({
  readAll: (after) => reader.readAll(after),
  readStream: (stream, fromRevision) => reader.readStream(stream, fromRevision),
  // oxlint-disable-next-line require-yield
  async *readCheckpoints() {},
});

/** All of a log as it was written, checkpoints in their places. A store that does not answer is waited for. */
export async function* logUnits(reader: Source, patience: Patience): AsyncGenerator<LogUnit, void, void> {
  const appends = appendsOf(reader, patience);
  const checkpoints = checkpointsOf(reader, patience);
  try {
    let append = await appends.next();
    let checkpoint = await checkpoints.next();
    while (!append.done || !checkpoint.done) {
      if (!append.done && (checkpoint.done || append.value[0].position < checkpoint.value.position)) {
        yield { kind: 'events', events: append.value };
        append = await appends.next();
      } else if (!checkpoint.done) {
        yield { kind: 'checkpoint', checkpoint: checkpoint.value };
        checkpoint = await checkpoints.next();
      }
    }
  } finally {
    await appends.return();
    await checkpoints.return();
  }
}

/** Where the last thing in it is. */
export const positionOf = (unit: LogUnit): bigint =>
  unit.kind === 'events' ? unit.events.at(-1)!.position : unit.checkpoint.position;

type Append = [RecordedEvent, ...RecordedEvent[]];

/** A stream holds a command once, so that neighbours of one command are of one append. */
async function* appendsOf(reader: Source, patience: Patience): AsyncGenerator<Append, void, void> {
  let append: Append | undefined;
  const pages = patiently(
    (after) => reader.readAll(after),
    LOG_START,
    ({ position }) => position,
    patience,
  );
  for await (const page of pages)
    for (const event of page) {
      if (append !== undefined && isOfSameAppend(append.at(-1)!, event)) append.push(event);
      else {
        if (append !== undefined) yield append;
        append = [event];
      }
    }
  if (append !== undefined) yield append;
}

const isOfSameAppend = (before: RecordedEvent, event: RecordedEvent): boolean =>
  event.stream === before.stream &&
  event.revision === before.revision + 1 &&
  event.metadata.commandId === before.metadata.commandId;

async function* checkpointsOf(
  reader: Source,
  patience: Patience,
): AsyncGenerator<RecordedCheckpoint, void, void> {
  const read = (from: number): AsyncIterable<readonly RecordedCheckpoint[]> => reader.readCheckpoints(from);
  for await (const page of patiently(read, 0, ({ revision }) => revision + 1, patience)) yield* page;
}

/** Pages one after the other, begun anew after the last one when the store did not answer. */
async function* patiently<T, Place>(
  read: (from: Place) => AsyncIterable<readonly T[]>,
  start: Place,
  placeAfter: (last: T) => Place,
  patience: Patience,
): AsyncGenerator<readonly T[], void, void> {
  for (let from = start; ;) {
    try {
      for await (const page of read(from)) {
        patience.answered();
        if (page.length === 0) continue;
        from = placeAfter(page.at(-1)!);
        yield page;
      }
      return;
    } catch (error) {
      await patience.wait(error);
    }
  }
}
