import { HASH_BYTES, nodeHash } from './hashing.js';
import type { NodeId } from './nodes.js';
import { completeSubtrees, foldSubtrees } from './nodes.js';

/**
 * As much of a tree as it takes to go on appending and to tell its root: the roots of its complete subtrees, one for each
 * bit of its size. Saved as `size` and `hashes`, resumed by the constructor.
 */
export class CompactRange {
  #size: number;
  readonly #hashes: Buffer[];

  /**
   * @param hashes widest subtree first, as {@link hashes} gave them
   * @throws RangeError if they are not those of a tree of that size
   */
  constructor(size = 0, hashes: readonly Buffer[] = []) {
    if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`${size} is no size of a tree`);
    const expected = completeSubtrees({ begin: 0, end: size }).length;
    if (hashes.length !== expected || hashes.some(({ length }) => length !== HASH_BYTES))
      throw new RangeError(
        `a tree of ${size} leaves has ${expected} complete subtrees of ${HASH_BYTES} bytes`,
      );
    this.#size = size;
    this.#hashes = [...hashes];
  }

  /** How many leaves. */
  get size(): number {
    return this.#size;
  }

  /** The roots of the complete subtrees, widest first. */
  get hashes(): readonly Buffer[] {
    return [...this.#hashes];
  }

  /** @param onNode told of the leaf and then of each subtree that it completes, upwards: every node of a tree once */
  append(leafHash: Buffer, onNode?: (id: NodeId, hash: Buffer) => void): void {
    let hash = leafHash;
    let index = this.#size;
    onNode?.({ level: 0, index }, hash);
    for (let level = 1; index % 2 === 1; level++) {
      index = (index - 1) / 2;
      hash = nodeHash(this.#hashes.pop()!, hash);
      onNode?.({ level, index }, hash);
    }
    this.#hashes.push(hash);
    this.#size += 1;
  }

  root(): Buffer {
    return foldSubtrees(this.#hashes);
  }
}
