/** Work on the same key runs one at a time, in the order it came; on different keys at once. */
export class Lanes {
  readonly #tails = new Map<string, Promise<unknown>>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key);
    const result = before === undefined ? work() : before.then(work, work);
    this.#tails.set(key, result);
    try {
      return await result;
    } finally {
      // The last one of a lane takes it away.
      if (this.#tails.get(key) === result) this.#tails.delete(key);
    }
  }
}
