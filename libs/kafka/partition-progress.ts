/** A record in progress. `offset` is its own, or the batch's last offset if it is the last record of a batch. */
export type Taken = { readonly offset: string; done: boolean };

/**
 * The committable offset of one partition whose records finish in any order: an offset may be committed once all records before it
 * are done. It exists as long as the partition is assigned, and is then abandoned.
 */
export class PartitionProgress {
  /** Set when the partition was revoked: unfinished records are delivered again, here or elsewhere. */
  abandoned = false;
  readonly #taken: Taken[] = [];
  #first = 0;
  #lastDone: string | undefined;
  #lastCommitted: string | undefined;

  take(offset: string): Taken {
    const taken = { offset, done: false };
    this.#taken.push(taken);
    return taken;
  }

  finish(taken: Taken): void {
    taken.done = true;
    while (this.#first < this.#taken.length && this.#taken[this.#first]!.done) {
      this.#lastDone = this.#taken[this.#first]!.offset;
      this.#first += 1;
    }
    // The finished front is removed only when it is over half the list, so that each record is moved once on average.
    if (this.#first > 1_024 && this.#first * 2 > this.#taken.length) {
      this.#taken.splice(0, this.#first);
      this.#first = 0;
    }
  }

  /** The highest offset that may be committed and was not committed yet. */
  get uncommitted(): string | undefined {
    return this.#lastDone === this.#lastCommitted ? undefined : this.#lastDone;
  }

  committed(offset: string): void {
    this.#lastCommitted = offset;
  }
}
