/** Work on the same key runs one at a time, in the order it came; on different keys at once. */
export class Lanes {
  readonly #tails = new Map<string, Promise<unknown>>();

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key);
    const result = before === undefined ? work() : before.then(work, work);
    this.#tails.set(key, result);
    const leave = (): void => {
      if (this.#tails.get(key) === result) this.#tails.delete(key);
    };
    result.then(leave, leave);
    return result;
  }
}
