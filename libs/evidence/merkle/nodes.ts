import { EMPTY_ROOT, nodeHash } from './hashing.js';

/** The root of the complete subtree over the leaves [index · 2^level, (index + 1) · 2^level). Level 0: a leaf's hash. */
export type NodeId = { level: number; index: number };

/** Where the nodes of a tree are kept. A complete subtree never changes, whatever is appended later. */
export interface MerkleNodes {
  /** Called once per root or proof: the hashes, 32 bytes each, in the order asked for. */
  nodes(ids: readonly NodeId[]): Promise<readonly Buffer[]>;
}

/** A stretch of leaves that a tree's rule of splitting makes: it begins at a multiple of a power of two that holds it. */
export type Subtree = { begin: number; end: number };

/** The largest power of two below a size of at least 2: where RFC 6962 splits a tree. */
export function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

/**
 * The complete subtrees that a stretch falls into, widest first: one for each bit of its width. Sizes are not limited to
 * 32 bits, so there are no shifts here.
 */
export function completeSubtrees({ begin, end }: Subtree): NodeId[] {
  const ids: NodeId[] = [];
  let width = 1;
  let level = 0;
  for (; width * 2 <= end - begin; width *= 2) level += 1;
  for (let at = begin; at < end; width /= 2, level -= 1)
    if (width <= end - at) {
      ids.push({ level, index: at / width });
      at += width;
    }
  return ids;
}

/** The root over the complete subtrees of one stretch, widest first. */
export function foldSubtrees(hashes: readonly Buffer[]): Buffer {
  let root = hashes.at(-1) ?? EMPTY_ROOT;
  for (let i = hashes.length - 2; i >= 0; i--) root = nodeHash(hashes[i]!, root);
  return root;
}

/** The roots of several stretches, of one read. */
export async function subtreeRoots(nodes: MerkleNodes, subtrees: readonly Subtree[]): Promise<Buffer[]> {
  const ids = subtrees.map(completeSubtrees);
  const hashes = await nodes.nodes(ids.flat());
  let at = 0;
  return ids.map(({ length }) => foldSubtrees(hashes.slice(at, (at += length))));
}
