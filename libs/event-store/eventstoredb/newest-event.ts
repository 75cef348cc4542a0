import { LogReplacedError } from '../errors.js';
import type { Position } from '../event-store.js';
import { LOG_START } from '../event-store.js';

type Placed = { position: Position; id: string; stream: string; revision: number };

/**
 * The newest event that this process read from the log, or that the server acknowledged to it. A log that does not hold it
 * any more is taken for another log. A scavenge after its stream was deleted or truncated can take that event, too: nothing then
 * tells the two cases apart, and the answer is the safe one.
 */
export class NewestEvent {
  #event: Placed | undefined;

  get position(): Position {
    return this.#event?.position ?? LOG_START;
  }

  note(events: readonly Placed[]): void {
    const last = events.at(-1);
    if (last !== undefined && last.position > this.position) this.#event = last;
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
    const known = this.#event;
    if (known === undefined || (await eventAt(known.position))?.id === known.id) return;
    throw new LogReplacedError(
      `the log does not hold revision ${known.revision} of ${known.stream} at position ${known.position}, where it was read`,
    );
  }
}
