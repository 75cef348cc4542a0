/**
 * Runs tasks in the order of their key, and those of different keys at the same time, at most so many at once. Nothing is
 * kept of a key without tasks.
 */
export class WorkspaceLanes<T> {
  readonly #lanes = new Map<string, T[]>();
  /** Keys that have tasks and wait for one of the running to end. */
  readonly #waiting: string[] = [];
  #running = 0;

  /** @param work never rejects */
  constructor(
    private readonly limit: number,
    private readonly work: (task: T) => Promise<void>,
  ) {}

  add(key: string, task: T): void {
    const lane = this.#lanes.get(key);
    if (lane !== undefined) {
      lane.push(task);
      return;
    }
    this.#lanes.set(key, [task]);
    if (this.#running < this.limit) void this.#run(key);
    else this.#waiting.push(key);
  }

  async #run(first: string): Promise<void> {
    this.#running += 1;
    for (let key: string | undefined = first; key !== undefined; key = this.#waiting.shift()) {
      const lane: T[] = this.#lanes.get(key)!;
      // In portions: the lane of a workspace that is never idle must not keep what it has done.
      while (lane.length > 0) for (const task of lane.splice(0)) await this.work(task);
      this.#lanes.delete(key);
    }
    this.#running -= 1;
  }
}
