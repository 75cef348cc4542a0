import type { MerkleNodes, Subtree } from './nodes.js';
import { splitOf, subtreeRoots } from './nodes.js';

/** The root of the tree's first `size` leaves. */
export async function rootAt(nodes: MerkleNodes, size: number): Promise<Buffer> {
  assertSize(size);
  const [root] = await subtreeRoots(nodes, [{ begin: 0, end: size }]);
  return root!;
}

/**
 * PATH(index, D[size]) of RFC 6962 2.1.1: what proves a leaf to be in the tree of that size.
 * @throws RangeError if the tree has no such leaf
 */
export async function inclusionProof(nodes: MerkleNodes, index: number, size: number): Promise<Buffer[]> {
  assertSize(size);
  assertSize(index);
  if (index >= size) throw new RangeError(`a tree of ${size} leaves has none at ${index}`);
  const beside: Subtree[] = [];
  let [begin, end] = [0, size];
  while (end - begin > 1) {
    const middle = begin + splitOf(end - begin);
    if (index < middle) {
      beside.push({ begin: middle, end });
      end = middle;
    } else {
      beside.push({ begin, end: middle });
      begin = middle;
    }
  }
  return subtreeRoots(nodes, beside.reverse());
}

/**
 * PROOF(from, D[to]) of RFC 6962 2.1.2: what proves the tree of `from` leaves to be the beginning of that of `to`. Of an
 * empty tree, and of a tree and itself, there is nothing to prove and no hash.
 * @throws RangeError if `from` is the larger
 */
export async function consistencyProof(nodes: MerkleNodes, from: number, to: number): Promise<Buffer[]> {
  assertSize(from);
  assertSize(to);
  if (from > to) throw new RangeError(`a tree of ${to} leaves does not hold one of ${from}`);
  if (from === 0 || from === to) return [];
  const parts: Subtree[] = [];
  let [begin, end] = [0, to];
  while (from !== end) {
    const middle = begin + splitOf(end - begin);
    if (from <= middle) {
      parts.push({ begin: middle, end });
      end = middle;
    } else {
      parts.push({ begin, end: middle });
      begin = middle;
    }
  }
  // Only a subtree that is not the older tree itself has to be told: that one's root the reader has.
  if (begin > 0) parts.push({ begin, end });
  return subtreeRoots(nodes, parts.reverse());
}

function assertSize(value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no number of leaves`);
}
