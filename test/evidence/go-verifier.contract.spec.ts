import { hash } from 'node:crypto';
import type { ConsistencyClaim, InclusionClaim } from '#evidence';
import { consistencyProof, inclusionProof, rootAt, signCheckpoint, signNote } from '#evidence';
import { MemoryTree } from '../../libs/evidence/merkle/spec/memory-tree.js';
import { signerOf } from '../../libs/evidence/spec/keys.js';
import { describeWith } from '../engines/engines.js';
import { askGo } from './go-verifier.js';
import { SIGNER } from './tampering/bundles-by-seed.js';
import { tampered } from './tampering/tampered.js';
import { scaled } from '../support/test-scale.js';

const LEAVES = Array.from({ length: 260 }, (_, i) => hash('sha256', `event ${i}`, 'buffer'));
const tree = new MemoryTree(LEAVES);
const roots = await Promise.all(Array.from({ length: 261 }, (_, size) => rootAt(tree, size)));
const SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 100, 127, 128, 129, 255, 256, 257, 260];

describeWith(['go'], 'The libraries of Go’s transparency logs', () => {
  it('accept our inclusion proofs', async () => {
    const inclusions = await allInclusions();
    const { inclusions: said } = askGo({ inclusions });
    expect(said).toEqual(inclusions.map(() => ''));
    expect(said.length).toBeGreaterThan(1_000);
  });

  it('accept our consistency proofs', async () => {
    const consistencies = await allConsistencies();
    const { consistencies: said } = askGo({ consistencies });
    expect(said).toEqual(consistencies.map(() => ''));
    expect(said.length).toBeGreaterThan(250);
  });

  it('refuse them damaged', async () => {
    const inclusions = (await allInclusions()).filter(({ size }) => size > 1);
    const consistencies = (await allConsistencies()).filter(({ from, to }) => from < to);
    const said = askGo({
      inclusions: [
        ...inclusions.map((claim) => ({ ...claim, hashes: spoilt(claim.hashes) })),
        ...inclusions.map((claim) => ({ ...claim, hashes: claim.hashes.slice(1) })),
        ...inclusions.map((claim) => ({ ...claim, index: (claim.index + 1) % claim.size })),
        ...inclusions.map((claim) => ({ ...claim, leaf: LEAVES[(claim.index + 1) % 260]! })),
      ],
      consistencies: [
        ...consistencies.map((claim) => ({ ...claim, hashes: spoilt(claim.hashes) })),
        ...consistencies.map((claim) => ({ ...claim, fromRoot: claim.toRoot })),
        ...consistencies.map((claim) => ({ ...claim, hashes: [] })),
      ],
    });
    expect(said.inclusions).not.toContain('');
    expect(said.consistencies).not.toContain('');
    expect(said.inclusions.length + said.consistencies.length).toBeGreaterThan(4_000);
  });

  // Written after docs/evidence.md, with another JSON parser and another RFC 8785: what one of the two takes for whole and the
  // other does not would be a hole in either, or in the document.
  it('judge bundles as ours does, whole and tampered', async () => {
    const bundles: { vkeys: string[]; files: Record<string, Buffer> }[] = [];
    const expected: string[] = [];
    for (let seed = 1; bundles.length < scaled(300, 2_000); seed++) {
      const whole = seed % 2 === 0;
      const { work, files } = await tampered(seed);
      // Theirs knows no checkpoints from earlier.
      if (work.kept.length > 0) continue;
      bundles.push({ vkeys: [SIGNER.vkey], files: Object.fromEntries(whole ? work.genuine : files) });
      expected.push(whole ? 'whole' : 'not whole');
    }
    const { bundles: said } = askGo({ bundles });
    expect(said.map((error) => (error === '' ? 'whole' : 'not whole'))).toEqual(expected);
  });

  it('open our notes', () => {
    const [ours, rotated, witness] = [
      signerOf('log.example/acme'),
      signerOf('log.example/acme', 2),
      signerOf('witness.example', 3),
    ];
    const checkpoint = { origin: 'log.example/acme', size: 260, root: roots.at(-1)! };
    const origin = 'log.example/acme/supportAccess-w1';
    const note = signCheckpoint(checkpoint, [ours, rotated, witness].slice(0, 2));
    const text = `log.example/acme\n260\n${roots.at(-1)!.toString('base64')}\n`;
    const { notes } = askGo({
      notes: [
        { vkeys: [ours.vkey], note },
        { vkeys: [ours.vkey, rotated.vkey], note },
        { vkeys: [ours.vkey], note: signNote(text, [ours, witness]) },
        { vkeys: [ours.vkey], note: signCheckpoint({ ...checkpoint, origin }, [ours]) },
        { vkeys: [witness.vkey], note },
        { vkeys: [ours.vkey], note: note.replace('\n260\n', '\n261\n') },
      ],
    });
    expect(notes).toEqual([
      { text, signedBy: 1, unknown: 1, error: '' },
      { text, signedBy: 2, unknown: 0, error: '' },
      { text, signedBy: 1, unknown: 1, error: '' },
      { text: text.replace('acme', 'acme/supportAccess-w1'), signedBy: 1, unknown: 0, error: '' },
      { text: '', signedBy: 0, unknown: 0, error: 'note has no verifiable signatures' },
      { text: '', signedBy: 0, unknown: 0, error: expect.stringContaining('invalid signature') },
    ]);
  });
});

/** Of every leaf, for trees of many shapes. */
async function allInclusions(): Promise<InclusionClaim[]> {
  const claims: InclusionClaim[] = [];
  for (const size of SIZES)
    for (let index = 0; index < size; index++) {
      const hashes = await inclusionProof(tree, index, size);
      claims.push({ index, size, root: roots[size]!, leaf: LEAVES[index]!, hashes });
    }
  return claims;
}

async function allConsistencies(): Promise<ConsistencyClaim[]> {
  const claims: ConsistencyClaim[] = [];
  for (const to of SIZES)
    for (const from of SIZES.filter((size) => size <= to)) {
      const hashes = await consistencyProof(tree, from, to);
      claims.push({ from, fromRoot: roots[from]!, to, toRoot: roots[to]!, hashes });
    }
  return claims;
}

/** One bit of one hash is another. */
function spoilt(hashes: readonly Uint8Array[]): Buffer[] {
  const copies = hashes.map((each) => Buffer.from(each));
  copies[copies.length >> 1]![7]! ^= 4;
  return copies;
}
