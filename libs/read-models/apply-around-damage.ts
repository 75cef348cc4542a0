import type { Position, RecordedEvent } from '#event-store';
import { LogDamagedError } from '#evidence';
import { BrokenHistoryError } from './errors.js';

type Apply = (events: readonly RecordedEvent[], position: Position, after?: Position) => Promise<void> | void;

/**
 * Applies a stretch of the log. An event that no history allows, such as the end of a grant that is not active, is damage of
 * its workspace from there on; everything else is applied.
 */
export async function applyAroundDamage(
  events: readonly RecordedEvent[],
  position: Position,
  after: Position | undefined,
  apply: Apply,
  damage: (found: LogDamagedError) => Promise<void>,
): Promise<void> {
  let [rest, place] = [events, after];
  for (;;)
    try {
      return await apply(rest, position, place);
    } catch (error) {
      if (!(error instanceof BrokenHistoryError)) throw error;
      const at = rest.findIndex((event) => event.position === error.position);
      const broken = rest[at];
      if (broken === undefined) throw error;
      if (at > 0) {
        const before = rest[at - 1]!.position;
        await applyAroundDamage(rest.slice(0, at), before, place, apply, damage);
        place = place === undefined ? undefined : before;
      }
      rest = rest.slice(at);
      await damage(brokenAt(broken, error));
    }
}

export const brokenAt = (
  { stream, revision, position }: RecordedEvent,
  { message }: BrokenHistoryError,
): LogDamagedError => new LogDamagedError(stream, revision, position, `${stream}: ${message}`);
