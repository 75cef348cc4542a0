import type { EventReader, Position, RecordedEvent } from '#event-store';
import { LOG_START } from '#event-store';
import { brokenAt } from './apply-around-damage.js';
import { BrokenHistoryError } from './errors.js';
import type { ReadModels } from './read-models.js';

/** Events per transaction. Measured: what ends within one is written once; with more of them nothing gets faster. */
const BATCH_EVENTS = 8_000;

export type CopyOptions = {
  /** The last position to copy. Default: the end of the log */
  upTo?: Position;
  signal?: AbortSignal;
  /** Called with each event, in the order of the log, when it is applied. */
  onEvent?: (event: RecordedEvent) => void;
  /** Called after each transaction. */
  onProgress?: (position: Position) => void;
};

/**
 * Builds the read models anew from the first event on, beside those that answer, and swaps them at the end. When it fails, the
 * old ones stay.
 * @returns the position of the last event in them
 */
export async function rebuildReadModels(
  reader: Pick<EventReader, 'readAll'>,
  models: ReadModels,
  options: CopyOptions = {},
): Promise<Position> {
  const beside = await models.rebuild();
  let seen = LOG_START;
  // After damage some events are applied again.
  const onEvent = (event: RecordedEvent): void => {
    if (event.position <= seen) return;
    seen = event.position;
    options.onEvent?.(event);
  };
  const apply: Apply = (events, position) => beside.apply(events, position);
  /** As for applyAroundDamage: what no history allows is damage of its workspace, and all others go on. */
  const copy = async (after: Position, upTo: Position | undefined): Promise<Position> => {
    for (let place = after; ;)
      try {
        const limited = { ...options, onEvent, ...(upTo !== undefined && { upTo }) };
        const reached = await copyEvents(reader, place, apply, limited);
        await beside.written();
        return reached;
      } catch (error) {
        if (!(error instanceof BrokenHistoryError)) throw error;
        place = await beside.reached();
        const { broken, before } = await find(error, reader, place);
        place = await copy(place, before);
        await beside.damage(brokenAt(broken, error));
      }
  };
  try {
    const reached = await copy(LOG_START, options.upTo);
    await beside.swap();
    return reached;
  } catch (error) {
    await beside.abandon();
    throw error;
  }
}

/** The event that an error is about, and the position of the one before it. */
async function find(
  error: BrokenHistoryError,
  reader: Pick<EventReader, 'readAll'>,
  after: Position,
): Promise<{ broken: RecordedEvent; before: Position }> {
  let before = after;
  for await (const page of reader.readAll(after))
    for (const event of page) {
      if (event.position === error.position) return { broken: event, before };
      before = event.position;
    }
  throw error;
}

type Apply = (events: Iterable<RecordedEvent>, position: Position) => Promise<void>;

/**
 * Applies what the log has after a position, in large transactions.
 * @param apply goes through the events once
 * @returns the position of the last event that was applied; `after` when there was none
 */
export async function copyEvents(
  reader: Pick<EventReader, 'readAll'>,
  after: Position,
  apply: Apply,
  { upTo, signal, onEvent, onProgress }: CopyOptions = {},
): Promise<Position> {
  let reached = after;
  if (upTo !== undefined && upTo <= reached) return reached;
  let pages: (readonly RecordedEvent[])[] = [];
  let pending = 0;
  const flush = async (): Promise<void> => {
    const last = pages.at(-1)?.at(-1);
    if (last === undefined) return;
    await apply(released(pages, onEvent), last.position);
    reached = last.position;
    [pages, pending] = [[], 0];
    onProgress?.(reached);
  };
  for await (let page of reader.readAll(after)) {
    signal?.throwIfAborted();
    const isLast = upTo !== undefined && page.at(-1)!.position >= upTo;
    if (isLast) page = page.filter(({ position }) => position <= upTo);
    pages.push(page);
    pending += page.length;
    if (isLast) break;
    if (pending >= BATCH_EVENTS) await flush();
  }
  await flush();
  return reached;
}

/** Drops each page before the next: a parsed event takes three times the memory of one that is not parsed yet. */
function* released(
  pages: (readonly RecordedEvent[])[],
  onEvent: CopyOptions['onEvent'],
): Iterable<RecordedEvent> {
  for (let page = pages.shift(); page; page = pages.shift())
    for (const event of page) {
      onEvent?.(event);
      yield event;
    }
}
