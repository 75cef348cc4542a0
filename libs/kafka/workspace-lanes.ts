/**
 * Runs tasks of one key in order and tasks of different keys concurrently, up to a limit. Nothing is kept of a key without tasks.
 */
export class WorkspaceLanes<T> {
  readonly #lanes = new Map<string, T[]>();
  /** Keys with tasks that wait for a free slot. */
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
      // In portions, so that the queue of a workspace that is never idle does not keep finished tasks.
      while (lane.length > 0) for (const task of lane.splice(0)) await this.work(task);
      this.#lanes.delete(key);
    }
    this.#running -= 1;
  }
}
