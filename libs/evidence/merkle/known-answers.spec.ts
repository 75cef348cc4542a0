// The vectors of the reference tests of Certificate Transparency, as transparency-dev/merkle has them (testonly/constants.go,
// testonly/reference_test.go; Apache-2.0).
import { isConsistent, isIncluded } from './check-proofs.js';
import { CompactRange } from './compact-range.js';
import { EMPTY_ROOT, leafHash } from './hashing.js';
import { consistencyProof, inclusionProof, rootAt } from './proofs.js';
import { MemoryTree } from './spec/memory-tree.js';

const hex = (digits: string): Buffer => Buffer.from(digits, 'hex');
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(hex);
const LEAF_HASHES = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  '0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7',
  '07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7',
  'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  '4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658',
  'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
  '46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1',
];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const N1 = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e'; // leaves 2 and 3
const N2 = '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a'; // leaves 4 and 5
const N3 = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0'; // leaves 6 and 7
const R4 = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4'; // leaves 4 to 7

const tree = new MemoryTree(LEAVES);
const inHex = (hashes: readonly Buffer[]): string[] => hashes.map((hash) => hash.toString('hex'));

it('hashes leaves', () => {
  expect(inHex(LEAVES.map(leafHash))).toEqual(LEAF_HASHES);
});

it('has the known roots, appending and from the nodes', async () => {
  const range = new CompactRange();
  const appended = [range.root()];
  for (const leaf of LEAVES) {
    range.append(leafHash(leaf));
    appended.push(range.root());
  }
  expect(inHex(appended)).toEqual(ROOTS);
  expect(inHex(await Promise.all(ROOTS.map((_, size) => rootAt(tree, size))))).toEqual(ROOTS);
  expect(EMPTY_ROOT.toString('hex')).toBe(ROOTS[0]);
});

const PATHS: [index: number, size: number, hashes: string[]][] = [
  [0, 1, []],
  [0, 2, [LEAF_HASHES[1]!]],
  [1, 2, [LEAF_HASHES[0]!]],
  [2, 3, [ROOTS[2]!]],
  [1, 5, [LEAF_HASHES[0]!, N1, LEAF_HASHES[4]!]],
  [0, 8, [LEAF_HASHES[1]!, N1, R4]],
  [5, 8, [LEAF_HASHES[4]!, N3, ROOTS[4]!]],
];
it.each(PATHS)('proves leaf %d in a tree of %d', async (index, size, expected) => {
  const hashes = await inclusionProof(tree, index, size);
  expect(inHex(hashes)).toEqual(expected);
  expect(isIncluded({ index, size, root: hex(ROOTS[size]!), leaf: LEAVES[index]!, hashes })).toBe(true);
});

const PROOFS: [from: number, to: number, hashes: string[]][] = [
  [1, 1, []],
  [1, 8, [LEAF_HASHES[1]!, N1, R4]],
  [6, 8, [N2, N3, ROOTS[4]!]],
  [2, 5, [N1, LEAF_HASHES[4]!]],
  [6, 7, [N2, LEAF_HASHES[6]!, ROOTS[4]!]],
];
it.each(PROOFS)('proves a tree of %d to be the beginning of one of %d', async (from, to, expected) => {
  const hashes = await consistencyProof(tree, from, to);
  expect(inHex(hashes)).toEqual(expected);
  const [fromRoot, toRoot] = [hex(ROOTS[from]!), hex(ROOTS[to]!)];
  expect(isConsistent({ from, fromRoot, to, toRoot, hashes })).toBe(true);
});
