import { EMPTY_ROOT, HASH_BYTES, leafHash, nodeHash } from './hashing.js';

export type InclusionClaim = {
  index: number;
  size: number;
  root: Uint8Array;
  /** The leaf's data, not its hash. */
  leaf: Uint8Array;
  hashes: readonly Uint8Array[];
};

export type ConsistencyClaim = {
  from: number;
  fromRoot: Uint8Array;
  to: number;
  toRoot: Uint8Array;
  hashes: readonly Uint8Array[];
};

/** Whether the hashes prove the leaf to be at that index of the tree; RFC 9162 2.1.3.2. Wrong shapes are false, too. */
export function isIncluded({ index, size, root, leaf, hashes }: InclusionClaim): boolean {
  if (!isSize(size) || !isSize(index) || index >= size || !areHashes(hashes)) return false;
  let node = index;
  let last = size - 1;
  let computed = leafHash(leaf);
  for (const hash of hashes) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      computed = nodeHash(hash, computed);
      // A node without a right sibling goes up as it is.
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else computed = nodeHash(computed, hash);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && computed.equals(root);
}

/** Whether the hashes prove the older tree to be the beginning of the newer; RFC 9162 2.1.4.2. Wrong shapes are false. */
export function isConsistent({ from, fromRoot, to, toRoot, hashes }: ConsistencyClaim): boolean {
  if (!isSize(from) || !isSize(to) || from > to || !areHashes([fromRoot, toRoot, ...hashes])) return false;
  if (from === 0 && !EMPTY_ROOT.equals(fromRoot)) return false;
  if (from === to) return hashes.length === 0 && isSame(fromRoot, toRoot);
  // Nothing is part of the empty tree, so that nothing is left to prove.
  if (from === 0) return hashes.length === 0;
  const path = isPowerOfTwo(from) ? [fromRoot, ...hashes] : hashes;
  let node = from - 1;
  let last = to - 1;
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let older: Uint8Array = first;
  let newer: Uint8Array = first;
  for (const hash of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      older = nodeHash(hash, older);
      newer = nodeHash(hash, newer);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else newer = nodeHash(newer, hash);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && isSame(older, fromRoot) && isSame(newer, toRoot);
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
const half = (value: number): number => Math.floor(value / 2);
const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const areHashes = (hashes: readonly Uint8Array[]): boolean =>
  hashes.every(({ length }) => length === HASH_BYTES);

function isPowerOfTwo(value: number): boolean {
  let power = 1;
  while (power < value) power *= 2;
  return power === value;
}
