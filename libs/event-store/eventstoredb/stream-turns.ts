/** One piece of work at a time for each stream, in the order it came. */
export class StreamTurns {
  readonly #tails = new Map<string, Promise<unknown>>();

  run<T>(stream: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(stream);
    const result = before === undefined ? work() : before.then(work, work);
    this.#tails.set(stream, result);
    const leave = (): void => {
      if (this.#tails.get(stream) === result) this.#tails.delete(stream);
    };
    result.then(leave, leave);
    return result;
  }

  /** When all that was given so far is done. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.allSettled(this.#tails.values());
  }
}
