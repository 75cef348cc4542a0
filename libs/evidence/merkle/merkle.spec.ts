import { hash } from 'node:crypto';
import fc from 'fast-check';
import type { ConsistencyClaim, InclusionClaim } from './check-proofs.js';
import { isConsistent, isIncluded } from './check-proofs.js';
import { CompactRange } from './compact-range.js';
import { EMPTY_ROOT, leafHash, nodeHash } from './hashing.js';
import type { NodeId } from './nodes.js';
import { completeSubtrees } from './nodes.js';
import { consistencyProof, inclusionProof, rootAt } from './proofs.js';
import { MemoryTree } from './spec/memory-tree.js';
import { naivePath, naiveProof, naiveRoot } from './spec/naive-tree.js';

const LEAVES = Array.from({ length: 300 }, (_, i) => hash('sha256', `leaf ${i}`, 'buffer'));
const tree = new MemoryTree(LEAVES);
/** Small trees, and those around powers of two, are where the mistakes are. */
const size = fc.oneof(
  fc.nat(LEAVES.length),
  fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 8, 9, 63, 64, 65, 255, 256, 257),
);
const sizes = fc.tuple(size, size).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const leafOf = size
  .filter((n) => n > 0)
  .chain((n) => fc.record({ size: fc.constant(n), index: fc.nat(n - 1) }));

describe('against the definitions of RFC 6962', () => {
  it('has their root', async () => {
    await fc.assert(
      fc.asyncProperty(size, async (n) => {
        expect(await rootAt(tree, n)).toEqual(naiveRoot(LEAVES.slice(0, n)));
      }),
    );
  });

  it('gives their inclusion proof, and accepts it', async () => {
    await fc.assert(
      fc.asyncProperty(leafOf, async ({ index, size }) => {
        const hashes = await inclusionProof(tree, index, size);
        expect(hashes).toEqual(naivePath(index, LEAVES.slice(0, size)));
        expect(
          isIncluded({ index, size, root: await rootAt(tree, size), leaf: LEAVES[index]!, hashes }),
        ).toBe(true);
      }),
    );
  });

  it('gives their consistency proof, and accepts it', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ({ from, to }) => {
        const hashes = await consistencyProof(tree, from, to);
        expect(hashes).toEqual(from === 0 ? [] : naiveProof(from, LEAVES.slice(0, to)));
        const [fromRoot, toRoot] = [await rootAt(tree, from), await rootAt(tree, to)];
        expect(isConsistent({ from, fromRoot, to, toRoot, hashes })).toBe(true);
      }),
    );
  });
});

/** What may be wrong with a list of hashes: a bit, one missing, one more, two exchanged. */
const spoil = (hashes: readonly Uint8Array[], at: number, kind: number): Uint8Array[] => {
  const spoilt = hashes.map((each) => Buffer.from(each));
  const i = at % Math.max(1, spoilt.length);
  if (kind === 0 && spoilt[i] !== undefined) spoilt[i][at % 32]! ^= 1 << (at % 8);
  else if (kind === 1 && spoilt.length > 0) spoilt.splice(i, 1);
  else if (kind === 2 && spoilt.length > 1) [spoilt[0], spoilt[1]] = [spoilt[1]!, spoilt[0]!];
  else spoilt.splice(i, 0, hash('sha256', 'more', 'buffer'));
  return spoilt;
};
const damage = fc.tuple(fc.nat(10_000), fc.nat(3));

it('refuses an inclusion of which anything is wrong', async () => {
  await fc.assert(
    fc.asyncProperty(leafOf, damage, async ({ index, size }, [at, kind]) => {
      const hashes = await inclusionProof(tree, index, size);
      const right: InclusionClaim = {
        index,
        size,
        root: await rootAt(tree, size),
        leaf: LEAVES[index]!,
        hashes,
      };
      const wrong: Partial<InclusionClaim>[] = [
        { hashes: spoil(hashes, at, kind) },
        { leaf: LEAVES[(index + 1) % LEAVES.length]! },
        { leaf: leafHash(LEAVES[index]!) },
        { root: EMPTY_ROOT },
        { index: size },
        { index: -1 },
        { index: index + 0.5 },
        { size: 0 },
        ...(size > 1 ? [{ index: (index + 1) % size }] : []),
      ];
      for (const change of wrong) expect(isIncluded({ ...right, ...change })).toBe(false);
    }),
  );
});

it('refuses a consistency of which anything is wrong', async () => {
  await fc.assert(
    fc.asyncProperty(
      sizes.filter(({ from, to }) => from > 0 && from < to),
      damage,
      async ({ from, to }, [at, kind]) => {
        const hashes = await consistencyProof(tree, from, to);
        const [fromRoot, toRoot] = [await rootAt(tree, from), await rootAt(tree, to)];
        const right: ConsistencyClaim = { from, fromRoot, to, toRoot, hashes };
        const wrong: Partial<ConsistencyClaim>[] = [
          { hashes: spoil(hashes, at, kind) },
          { fromRoot: toRoot },
          { toRoot: fromRoot },
          { fromRoot: EMPTY_ROOT },
          { from: to },
          { to: from },
          { from: 0 },
          { from: to, to: from },
        ];
        for (const change of wrong) expect(isConsistent({ ...right, ...change })).toBe(false);
      },
    ),
  );
});

describe('a compact range', () => {
  it('is saved at any size and resumed as if nothing had been', () => {
    fc.assert(
      fc.property(sizes, ({ from, to }) => {
        const before = new CompactRange();
        for (const leaf of LEAVES.slice(0, from)) before.append(leafHash(leaf));
        const range = new CompactRange(before.size, before.hashes);
        for (const leaf of LEAVES.slice(from, to)) range.append(leafHash(leaf));
        expect(range.size).toBe(to);
        expect(range.root()).toEqual(naiveRoot(LEAVES.slice(0, to)));
      }),
      { numRuns: 50 },
    );
  });

  it('tells of every complete subtree once, after what it is made of', () => {
    const range = new CompactRange();
    const told = new Map<string, Buffer>();
    for (const leaf of LEAVES)
      range.append(leafHash(leaf), ({ level, index }, hash) => {
        expect(told.has(`${level}/${index}`)).toBe(false);
        const children = [told.get(`${level - 1}/${2 * index}`), told.get(`${level - 1}/${2 * index + 1}`)];
        expect(hash).toEqual(level === 0 ? leafHash(LEAVES[index]!) : nodeHash(children[0]!, children[1]!));
        told.set(`${level}/${index}`, hash);
      });
    expect(told.size).toBe(300 + 150 + 75 + 37 + 18 + 9 + 4 + 2 + 1);
  });

  it.each([
    ['too few hashes', 3, 1],
    ['too many', 4, 2],
    ['a size that is none', -1, 0],
    ['half a leaf', 0.5, 0],
  ])('refuses %s', (_, size, hashes) => {
    expect(() => new CompactRange(size, LEAVES.slice(0, hashes))).toThrow(RangeError);
  });

  it('refuses hashes of another length', () => {
    expect(() => new CompactRange(1, [Buffer.alloc(31)])).toThrow(RangeError);
  });
});

it('reckons with trees of more than 2^32 leaves', () => {
  const leaves = 2 ** 40 + 2 ** 33 + 5;
  expect(completeSubtrees({ begin: 0, end: leaves })).toEqual<NodeId[]>([
    { level: 40, index: 0 },
    { level: 33, index: 128 },
    { level: 2, index: 2 ** 38 + 2 ** 31 },
    { level: 0, index: leaves - 1 },
  ]);
});

it.each([
  ['a leaf past the end', () => inclusionProof(tree, 3, 3)],
  ['a leaf before the start', () => inclusionProof(tree, -1, 3)],
  ['a tree that shrinks', () => consistencyProof(tree, 4, 3)],
  ['a size that is none', () => rootAt(tree, Number.NaN)],
])('has no proof of %s', async (_, ask) => {
  await expect(ask()).rejects.toThrow(RangeError);
});
