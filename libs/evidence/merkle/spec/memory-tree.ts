import { CompactRange } from '../compact-range.js';
import { leafHash } from '../hashing.js';
import type { MerkleNodes, NodeId } from '../nodes.js';

/** All nodes of a small tree, by their place. */
export class MemoryTree implements MerkleNodes {
  readonly #range = new CompactRange();
  readonly #levels: Buffer[][] = [];

  constructor(leaves: Iterable<Uint8Array> = []) {
    for (const leaf of leaves) this.append(leaf);
  }

  get size(): number {
    return this.#range.size;
  }

  append(leaf: Uint8Array): void {
    this.#range.append(leafHash(leaf), ({ level, index }, hash) => {
      (this.#levels[level] ??= [])[index] = hash;
    });
  }

  /** @throws if a node is not of the tree: a proof must not ask for it */
  async nodes(ids: readonly NodeId[]): Promise<Buffer[]> {
    return ids.map(({ level, index }) => {
      const hash = this.#levels[level]?.[index];
      if (hash === undefined) throw new Error(`there is no node ${level}/${index}`);
      return hash;
    });
  }
}
