import { HASH_BYTES } from '../merkle/hashing.js';
import type { TileId } from './tiles.js';
import { entryOf, lastTile, rootOf, TILE_BYTES, TILE_WIDTH } from './tiles.js';

/** Takes a tile's entries so far. The memory is the tree's own, and good for the call. */
export type PutTile = (tile: TileId, entries: Buffer) => void;

/**
 * The growing end of the log's tree. In memory is the last tile of each level, 8 KiB each; a complete one is put once, with
 * its root as an entry of the level above, and those that are not complete are put at the end of each stretch.
 */
export class GrowingTree {
  #size = 0;
  #last: Buffer[] = [];
  #changed = 0;

  /** Leaves so far. */
  get size(): number {
    return this.#size;
  }

  /** What was saved counts: a stretch may have been rolled back since, or another process may have gone on. */
  isAt(savedSize: number): boolean {
    this.#changed = 0;
    return this.#last.length > 0 && savedSize === this.#size;
  }

  /** The tiles that a tree of a size has at its end: all that {@link load} needs. */
  static lastTiles(size: number): TileId[] {
    const tiles: TileId[] = [];
    for (let level = 0; level === 0 || size >= TILE_WIDTH ** level; level++)
      if (lastTile(size, level).filled > 0) tiles.push({ level, number: lastTile(size, level).number });
    return tiles;
  }

  load(size: number, saved: (tile: TileId) => Buffer | undefined): void {
    this.#size = size;
    this.#last = [Buffer.alloc(TILE_BYTES)];
    for (let level = 1; size >= TILE_WIDTH ** level; level++) this.#last[level] = Buffer.alloc(TILE_BYTES);
    for (const tile of GrowingTree.lastTiles(size)) {
      const entries = saved(tile);
      if (entries === undefined || entries.length < lastTile(size, tile.level).filled * HASH_BYTES)
        throw new Error(`the tree of the log has lost tile ${tile.number} of level ${tile.level}`);
      entries.copy(this.#last[tile.level]!);
    }
  }

  /**
   * @param chain of the event: the leaf's data, in hex
   * @returns false for an event without a chain: this service did not write it, and it has no place in the tree
   */
  append(chain: string, put: PutTile): boolean {
    const at = this.#size % TILE_WIDTH;
    if (chain.length !== 2 * HASH_BYTES || this.#last[0]!.write(chain, at * HASH_BYTES, 'hex') !== HASH_BYTES)
      return false;
    this.#size += 1;
    if (at === TILE_WIDTH - 1) this.#complete(0, put);
    return true;
  }

  putIncomplete(put: PutTile): void {
    for (let level = 0; level <= this.#changed; level++) {
      const { number, filled } = lastTile(this.#size, level);
      if (filled > 0) put({ level, number }, this.#last[level]!.subarray(0, filled * HASH_BYTES));
    }
  }

  #complete(level: number, put: PutTile): void {
    const tile: TileId = { level, number: lastTile(this.#size, level).number - 1 };
    const entries = this.#last[level]!;
    put(tile, entries);
    const root = rootOf(entries, { tile, first: 0, count: TILE_WIDTH });
    const above = (this.#last[level + 1] ??= Buffer.alloc(TILE_BYTES));
    const at = tile.number % TILE_WIDTH;
    root.copy(entryOf(above, at));
    this.#changed = Math.max(this.#changed, level + 1);
    if (at === TILE_WIDTH - 1) this.#complete(level + 1, put);
  }
}
