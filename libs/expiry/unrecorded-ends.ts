import type { EpochMs } from '#domain';
import type { DueEntry } from './due-list.js';

/** An end that was tried and is not recorded after this long is reported. */
const TOO_LONG_MS = 60_000;
/** An entry that was not tried again for this long has left the list. */
const GONE_MS = 20_000;
const MAX_ENTRIES = 10_000;

type Tried = { entry: DueEntry; firstAt: EpochMs; lastAt: EpochMs };

/** Remembers the entries whose expiry was tried and not recorded: as a rule another process was faster, and they soon leave. */
export class UnrecordedEnds {
  readonly #tried = new Map<string, Tried>();
  #isTold = false;

  /** @param isRecorded whether the door recorded the end */
  tried(entry: DueEntry, now: EpochMs, isRecorded: boolean): void {
    const known = this.#tried.get(entry.id);
    if (isRecorded) this.#tried.delete(entry.id);
    else if (known !== undefined) known.lastAt = now;
    else if (this.#tried.size < MAX_ENTRIES) this.#tried.set(entry.id, { entry, firstAt: now, lastAt: now });
  }

  /** The number of entries that have been tried for too long, and the one that was tried first. */
  late(now: EpochMs): { count: number; first?: DueEntry } {
    let count = 0;
    let first: Tried | undefined;
    for (const [id, tried] of this.#tried)
      if (Math.abs(now - tried.lastAt) > GONE_MS) this.#tried.delete(id);
      else if (now - tried.firstAt >= TOO_LONG_MS) {
        count += 1;
        first ??= tried;
      }
    return { count, ...(first && { first: first.entry }) };
  }

  /** @returns whether this is the first time since there were none */
  isNew(count: number): boolean {
    const isNew = count > 0 && !this.#isTold;
    this.#isTold = count > 0;
    return isNew;
  }
}
