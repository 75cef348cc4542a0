/**
 * The streams of the events written lately, by event id. The server looks for an id in the stream alone; that one id stands
 * for two events is refused here. Ids are fresh, so that only what was just sent could come again.
 */
export class RecentIds {
  readonly #streams = new Map<string, string>();

  constructor(private readonly limit = 20_000) {}

  /** @throws RangeError */
  check(stream: string, events: readonly { id: string }[]): void {
    for (const { id } of events) {
      const other = this.#streams.get(id);
      if (other !== undefined && other !== stream)
        throw new RangeError(`event id ${id} is taken, in ${other}`);
    }
  }

  add(stream: string, events: readonly { id: string }[]): void {
    for (const { id } of events) this.#streams.set(id, stream);
    if (this.#streams.size <= this.limit) return;
    // A tenth at once: one at a time is a walk for each append.
    let surplus = this.limit / 10;
    for (const oldest of this.#streams.keys()) {
      if (surplus-- <= 0) return;
      this.#streams.delete(oldest);
    }
  }
}
