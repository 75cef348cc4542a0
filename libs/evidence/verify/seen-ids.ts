/**
 * Which event ids were seen, in 64 bits of each: 16 bytes an event at most, where a Set of strings takes 100. A hit is a
 * suspicion, not a proof (one in 400,000 logs of five million events has one for nothing), so it is looked into.
 */
export class SeenIds {
  #high = new Uint32Array(1 << 12);
  #low = new Uint32Array(1 << 12);
  #count = 0;

  /** @returns whether it, or one that looks like it, was there before */
  add(id: string): boolean {
    if (this.#count * 4 > this.#high.length * 3) this.#grow();
    const [high, low] = bitsOf(id);
    return !this.#put(high, low);
  }

  #put(high: number, low: number): boolean {
    const mask = this.#high.length - 1;
    // The bits of a UUIDv7 that are used are random: they are their own hash.
    for (let at = low & mask; ; at = (at + 1) & mask) {
      if (this.#high[at] === 0 && this.#low[at] === 0) {
        this.#high[at] = high;
        this.#low[at] = low;
        this.#count += 1;
        return true;
      }
      if (this.#high[at] === high && this.#low[at] === low) return false;
    }
  }

  #grow(): void {
    const [high, low] = [this.#high, this.#low];
    this.#high = new Uint32Array(high.length * 2);
    this.#low = new Uint32Array(low.length * 2);
    this.#count = 0;
    for (let at = 0; at < high.length; at++)
      if (high[at] !== 0 || low[at] !== 0) this.#put(high[at]!, low[at]!);
  }
}

/** The last 64 bits of a UUID, never both 0; of another text, as good as it gets. */
function bitsOf(id: string): [high: number, low: number] {
  const high = Number.parseInt(id.slice(-17, -12).replace('-', '') + id.slice(-12, -8), 16);
  const low = Number.parseInt(id.slice(-8), 16);
  return [(Number.isNaN(high) ? id.length : high) >>> 0, (Number.isNaN(low) ? 1 : low) >>> 0 || 1];
}
