const SMALLEST = 16;
const LARGEST = 1_000;
/** Some: a page of 1,000 usual events. */
const TARGET_CHARACTERS = 1024 * 1024;

/**
 * How many events to read at once. Rows come by count, but memory goes by size, and an event has a hundred bytes or
 * 64 KiB: so pages grow while they turn out small and shrink when they turn out large.
 */
export class PageSize {
  #events = 128;

  get events(): number {
    return this.#events;
  }

  learn(page: readonly { dataJson: string; metadataJson: string }[]): void {
    let characters = 0;
    for (const { dataJson, metadataJson } of page) characters += dataJson.length + metadataJson.length;
    if (characters > TARGET_CHARACTERS) this.#events = Math.max(SMALLEST, this.#events >> 1);
    else if (characters < TARGET_CHARACTERS / 2 && page.length === this.#events)
      this.#events = Math.min(LARGEST, this.#events * 2);
  }
}
