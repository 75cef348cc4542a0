/** One record that was taken in; `offset` is its own or, for the last of a batch, the batch's last. */
export type Taken = { readonly offset: string; done: boolean };

/**
 * How far one partition is, while its records finish in any order: an offset may be committed when everything before it is
 * done. It lives as long as the partition is assigned, and is then abandoned.
 */
export class PartitionProgress {
  /** Nobody waits for the records of this partition any more: they are delivered again, here or elsewhere. */
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
    // The finished front is let go now and then, so that each is moved once on average.
    if (this.#first > 1_024 && this.#first * 2 > this.#taken.length) {
      this.#taken.splice(0, this.#first);
      this.#first = 0;
    }
  }

  /** The last offset of those that are all done, when it was not committed yet. */
  get uncommitted(): string | undefined {
    return this.#lastDone === this.#lastCommitted ? undefined : this.#lastDone;
  }

  committed(offset: string): void {
    this.#lastCommitted = offset;
  }
}
