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
  const [oneHash, otherHash] = [createHash('sha256'), createHash('sha256')];
  const comparison = { rows: 0, differences: 0 };
  for (const table of one.tables) {
    for (const hash of [oneHash, otherHash]) hash.update(`${table.name}\n`);
    const [ours, theirs] = [new Side(one, table), new Side(other, table)];
    await Promise.all([ours.next(), theirs.next()]);
    while (ours.row !== undefined || theirs.row !== undefined) {
      const takesOurs = theirs.row === undefined || (ours.row !== undefined && ours.key <= theirs.key);
      const takesTheirs = ours.row === undefined || (theirs.row !== undefined && theirs.key <= ours.key);
      const oneText = takesOurs ? rowText(ours.row!) : undefined;
      const otherText = takesTheirs ? rowText(theirs.row!) : undefined;
      if (oneText !== undefined) oneHash.update(`${oneText}\n`);
      if (otherText !== undefined) otherHash.update(`${otherText}\n`);
      comparison.rows += 1;
      if (oneText !== otherText) {
        comparison.differences += 1;
        onDifference({
          table,
          key: takesOurs ? ours.key : theirs.key,
          ...(takesOurs && { one: ours.row! }),
          ...(takesTheirs && { other: theirs.row! }),
        });
      }
      if (takesOurs && !ours.advance()) await ours.next();
      if (takesTheirs && !theirs.advance()) await theirs.next();
    }
  }
  return { ...comparison, oneHash: oneHash.digest('hex'), otherHash: otherHash.digest('hex') };
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
