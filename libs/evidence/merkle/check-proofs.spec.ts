import { hash } from 'node:crypto';
import type { ConsistencyClaim, InclusionClaim } from './check-proofs.js';
import { isConsistent, isIncluded } from './check-proofs.js';
import { EMPTY_ROOT, leafHash, nodeHash } from './hashing.js';
import { consistencyProof, inclusionProof, rootAt } from './proofs.js';
import { MemoryTree } from './spec/memory-tree.js';

const LEAVES = Array.from({ length: 9 }, (_, i) => hash('sha256', `leaf ${i}`, 'buffer'));
const tree = new MemoryTree(LEAVES);
const ROOT_OF_7 = await rootAt(tree, 7);
const OTHER = hash('sha256', 'other', 'buffer');
const SHORT = OTHER.subarray(0, 31);
const LONG = Buffer.concat([OTHER, Buffer.of(0)]);

async function consistency(from: number, to: number): Promise<ConsistencyClaim> {
  const hashes = from === 0 ? [] : await consistencyProof(tree, from, to);
  return { from, fromRoot: await rootAt(tree, from), to, toRoot: await rootAt(tree, to), hashes };
}

async function inclusion(index: number, size: number): Promise<InclusionClaim> {
  const hashes = await inclusionProof(tree, index, size);
  return { index, size, root: await rootAt(tree, size), leaf: LEAVES[index]!, hashes };
}

describe('the guards of a consistency proof', () => {
  it.each<[string, [from: number, to: number], Partial<ConsistencyClaim>]>([
    ['a negative older size', [3, 7], { from: -1 }],
    ['a negative newer size', [3, 7], { to: -1 }],
    ['an older size that is no whole number', [3, 7], { from: 2.5 }],
    ['a newer size that is no whole number', [3, 7], { to: 7.5 }],
    ['an older size that is no number', [3, 7], { from: Number.NaN }],
    ['a newer size past 2^53', [3, 7], { to: 2 ** 53 }],
    ['an endless newer size', [3, 7], { to: Number.POSITIVE_INFINITY }],
    ['an older tree that is larger', [7, 7], { from: 8 }],
    ['no hash where one is needed', [3, 7], { hashes: [] }],
    ['no hash for a power of two', [4, 7], { hashes: [] }],
    ['a hash of 31 bytes', [1, 2], { hashes: [SHORT] }],
    ['a hash of 33 bytes', [1, 2], { hashes: [LONG] }],
    ['an older root of 31 bytes', [1, 2], { fromRoot: SHORT }],
    ['a newer root of 31 bytes', [1, 2], { toRoot: SHORT }],
    ['an older root of 33 bytes, equal sizes', [4, 4], { fromRoot: LONG, toRoot: LONG }],
    ['a hash between equal sizes', [4, 4], { hashes: [OTHER] }],
    ['other roots at equal sizes', [4, 4], { toRoot: OTHER }],
    ['another older root', [3, 7], { fromRoot: OTHER }],
    ['another newer root', [3, 7], { toRoot: OTHER }],
    ['another older root, a power of two', [4, 7], { fromRoot: OTHER }],
  ])('refuse %s', async (_, [from, to], change) => {
    const right = await consistency(from, to);
    expect(isConsistent(right)).toBe(true);
    expect(isConsistent({ ...right, ...change })).toBe(false);
  });

  it('refuse one hash more, at every pair of sizes', async () => {
    for (let to = 1; to <= LEAVES.length; to++)
      for (let from = 0; from <= to; from++) {
        const right = await consistency(from, to);
        expect([from, to, isConsistent(right)]).toEqual([from, to, true]);
        for (const hashes of [
          [...right.hashes, OTHER],
          [OTHER, ...right.hashes],
        ])
          expect([from, to, isConsistent({ ...right, hashes })]).toEqual([from, to, false]);
      }
  });
});

describe('the empty tree', () => {
  it('is the beginning of every tree, without a hash', async () => {
    for (let to = 0; to <= LEAVES.length; to++) expect(isConsistent(await consistency(0, to))).toBe(true);
  });

  it.each<[string, Partial<ConsistencyClaim>]>([
    ['with another root than that of no leaves', { fromRoot: OTHER }],
    ['with the newer root as its own', { fromRoot: ROOT_OF_7 }],
    ['with a hash', { hashes: [OTHER] }],
    ['before a root of 31 bytes', { toRoot: SHORT }],
  ])('is refused %s', async (_, change) => {
    expect(isConsistent({ ...(await consistency(0, 7)), ...change })).toBe(false);
  });

  it('is the beginning of itself with its own root alone', () => {
    const claim = { from: 0, fromRoot: EMPTY_ROOT, to: 0, hashes: [] };
    expect(isConsistent({ ...claim, toRoot: EMPTY_ROOT })).toBe(true);
    expect(isConsistent({ ...claim, toRoot: OTHER })).toBe(false);
    expect(isConsistent({ ...claim, fromRoot: OTHER, toRoot: OTHER })).toBe(false);
  });
});

describe('the guards of an inclusion proof', () => {
  it.each<[string, Partial<InclusionClaim>]>([
    ['a negative index', { index: -1 }],
    ['an index at the end', { index: 7 }],
    ['an index that is no whole number', { index: 2.5 }],
    ['a size that is no whole number', { size: 7.5 }],
    ['a size past 2^53', { size: 2 ** 53 }],
    ['no leaves', { size: 0 }],
    ['no hashes', { hashes: [] }],
    ['a hash of 31 bytes', { hashes: [SHORT, SHORT, SHORT] }],
    ['a hash of 33 bytes', { hashes: [LONG, LONG, LONG] }],
    ['a root of 31 bytes', { root: SHORT }],
    ['another leaf', { leaf: OTHER }],
  ])('refuse %s', async (_, change) => {
    const right = await inclusion(2, 7);
    expect(isIncluded(right)).toBe(true);
    expect(isIncluded({ ...right, ...change })).toBe(false);
  });

  it('take the one leaf of a tree of one for its root, and no hash beside it', async () => {
    const right = await inclusion(0, 1);
    expect(isIncluded(right)).toBe(true);
    expect(isIncluded({ ...right, hashes: [OTHER] })).toBe(false);
  });

  it('refuse one hash more, at every index of every size', async () => {
    for (let size = 1; size <= LEAVES.length; size++)
      for (let index = 0; index < size; index++) {
        const right = await inclusion(index, size);
        expect([index, size, isIncluded(right)]).toEqual([index, size, true]);
        expect(isIncluded({ ...right, hashes: [...right.hashes, OTHER] })).toBe(false);
      }
  });
});

// Roots that the claimant computed from a proof of the wrong length: only the sizes say that it is wrong.
describe('a root that fits a proof of the wrong length', () => {
  it('does not include with a hash too many', () => {
    const root = nodeHash(OTHER, leafHash(LEAVES[0]!));
    expect(isIncluded({ index: 0, size: 1, root, leaf: LEAVES[0]!, hashes: [OTHER] })).toBe(false);
  });

  it('does not include with a hash too few', async () => {
    const right = await inclusion(2, 7);
    const root = nodeHash(leafHash(LEAVES[2]!), right.hashes[0]!);
    expect(isIncluded({ ...right, root, hashes: right.hashes.slice(0, 1) })).toBe(false);
  });

  it('is not consistent with a hash too many', async () => {
    const { fromRoot, toRoot, hashes } = await consistency(3, 4);
    const claim = {
      from: 3,
      fromRoot: nodeHash(OTHER, fromRoot),
      to: 4,
      toRoot: nodeHash(OTHER, toRoot),
      hashes: [...hashes, OTHER],
    };
    expect(isConsistent(claim)).toBe(false);
  });

  it('is not consistent with a hash too few', async () => {
    const right = await consistency(4, 7);
    expect(isConsistent({ ...right, toRoot: right.fromRoot, hashes: [] })).toBe(false);
  });

  it('is not consistent from half a leaf', () => {
    const [a, b] = [leafHash(LEAVES[0]!), leafHash(LEAVES[1]!)];
    const claim = { from: 0.5, fromRoot: a, to: 2, toRoot: nodeHash(a, b), hashes: [a, b] };
    expect(isConsistent(claim)).toBe(false);
  });
});
