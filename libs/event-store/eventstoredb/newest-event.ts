import { LogReplacedError } from '../errors.js';
import type { Position } from '../event-store.js';
import { LOG_START } from '../event-store.js';

/** Shorter than it takes to put another log in the place of one, in milliseconds. */
const MARK_MS = 1_000;
/** Of the minute between two times that it is asked for. */
const MOST_MARKS = 64;

type Placed = { position: Position; id: string; stream: string; revision: number };

/**
 * The newest event that this process read from the log, or that the server acknowledged to it. A log that does not hold it
 * any more is taken for another log. A scavenge after its stream was deleted or truncated can take that event, too: nothing then
 * tells the two cases apart, and the answer is the safe one.
 */
export class NewestEvent {
  #event: Placed | undefined;
  #notedAt = -Infinity;
  /**
   * What was the newest before, one a second, until it is verified: of a log that was replaced and has grown past that place, a
   * newer event may be read first.
   */
  #before: Placed[] = [];

  get position(): Position {
    return this.#event?.position ?? LOG_START;
  }

  note(events: readonly Placed[]): void {
    const last = events.at(-1);
    if (last === undefined || last.position <= this.position) return;
    const now = performance.now();
    if (this.#event !== undefined && now - this.#notedAt >= MARK_MS) this.#before.push(this.#event);
    if (this.#before.length > MOST_MARKS) this.#before.shift();
    this.#event = last;
    this.#notedAt = now;
  }

  /** Whether this is another event in the place of the newest one. */
  isReplacedBy(event: { position: { commit: Position }; id: string }): boolean {
    return event.position.commit === this.#event?.position && event.id !== this.#event.id;
  }

  /**
   * @param eventAt asks the node that leads: another one may lag
   * @throws LogReplacedError
   */
  async verify(eventAt: (position: Position) => Promise<{ id: string } | undefined>): Promise<void> {
    if (this.#event === undefined) return;
    const known = [...this.#before, this.#event];
    const isThere = await Promise.all(
      known.map(async ({ position, id }) => (await eventAt(position))?.id === id),
    );
    const missing = known[isThere.indexOf(false)];
    if (missing === undefined) this.#before = this.#before.filter((event) => !known.includes(event));
    else throw LogReplacedError.ofEvent(missing);
  }
}
