import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
import type { StateRow, StateSnapshot, StateTable } from './state.js';
import { rowText } from './state.js';

/** A row that one side has and the other has not, or has otherwise. */
export type StateDifference = { table: StateTable; key: bigint; one?: StateRow; other?: StateRow };

export type StateComparison = {
  /** What `stateHash()` of each says. */
  oneHash: string;
  otherHash: string;
  rows: number;
  differences: number;
};

/**
 * Walks two snapshots side by side, in memory for a page of each.
 * @param onDifference told of each, in the order of the tables and of their keys
 */
export async function compareStates(
  one: StateSnapshot,
  other: StateSnapshot,
  onDifference: (difference: StateDifference) => void,
): Promise<StateComparison> {
  const hashes = new TwoHashes();
  const comparison = { rows: 0, differences: 0 };
  for (const table of one.tables) {
    hashes.both(table.name);
    const [ours, theirs] = [new Side(one, table), new Side(other, table)];
    await Promise.all([ours.next(), theirs.next()]);
    while (ours.row !== undefined || theirs.row !== undefined) {
      const takesOurs = theirs.row === undefined || (ours.row !== undefined && ours.key <= theirs.key);
      const takesTheirs = ours.row === undefined || (theirs.row !== undefined && theirs.key <= ours.key);
      comparison.rows += 1;
      if (takesOurs && takesTheirs && areEqual(ours.row!, theirs.row!)) hashes.both(rowText(ours.row!));
      else {
        comparison.differences += 1;
        const key = takesOurs ? ours.key : theirs.key;
        const rows = { ...(takesOurs && { one: ours.row! }), ...(takesTheirs && { other: theirs.row! }) };
        hashes.apart(rows.one && rowText(rows.one), rows.other && rowText(rows.other));
        onDifference({ table, key, ...rows });
      }
      if (takesOurs && !ours.advance()) await ours.next();
      if (takesTheirs && !theirs.advance()) await theirs.next();
    }
  }
  return { ...comparison, ...hashes.digests() };
}

const areEqual = (one: StateRow, other: StateRow): boolean => one.every((cell, i) => cell === other[i]);

const MAX_PENDING = 1 << 16;

/** One hash for as long as both sides are equal, which is mostly to the end: half the work. */
class TwoHashes {
  readonly #one = createHash('sha256');
  #other: Hash | undefined;
  /** Of both. */
  #pending = '';

  both(line: string): void {
    this.#pending += `${line}\n`;
    if (this.#pending.length > MAX_PENDING) this.#flush();
  }

  apart(oneLine: string | undefined, otherLine: string | undefined): void {
    this.#flush();
    this.#other ??= this.#one.copy();
    if (oneLine !== undefined) this.#one.update(`${oneLine}\n`);
    if (otherLine !== undefined) this.#other.update(`${otherLine}\n`);
  }

  digests(): { oneHash: string; otherHash: string } {
    this.#flush();
    const oneHash = this.#one.digest('hex');
    return { oneHash, otherHash: this.#other?.digest('hex') ?? oneHash };
  }

  #flush(): void {
    this.#one.update(this.#pending);
    this.#other?.update(this.#pending);
    this.#pending = '';
  }
}

/** Where one side is in a table. */
class Side {
  readonly #pages: AsyncIterator<readonly StateRow[]>;
  readonly #keyAt: number;
  #page: readonly StateRow[] = [];
  #at = 0;

  constructor(snapshot: StateSnapshot, table: StateTable) {
    this.#pages = snapshot.rows(table)[Symbol.asyncIterator]();
    this.#keyAt = table.columns.indexOf(table.key);
  }

  get row(): StateRow | undefined {
    return this.#page[this.#at];
  }

  get key(): bigint {
    return this.row![this.#keyAt] as bigint;
  }

  /** @returns false at the end of a page: {@link next} brings the one after it */
  advance(): boolean {
    this.#at += 1;
    return this.#at < this.#page.length;
  }

  async next(): Promise<void> {
    const { value, done } = await this.#pages.next();
    [this.#page, this.#at] = [done === true ? [] : value, 0];
  }
}
