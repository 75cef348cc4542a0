import type { EventProof } from '#evidence';
import type { Random } from '../../support/random.js';
import { spoiltHex } from './event-kinds.js';
import type { Tampering } from './tampering.js';
import { needs } from './tampering.js';

/** To one proof, of those that have any. */
const changed =
  (change: (proof: EventProof, random: Random) => Partial<EventProof>): Tampering =>
  (work, random) => {
    needs(work.proofs.length > 0);
    const at = random.int(0, work.proofs.length - 1);
    work.proofs[at] = { ...work.proofs[at]!, ...change(work.proofs[at]!, random) };
  };

export const proofKinds: Record<string, Tampering> = {
  'two proofs exchanged': (work, random) => {
    needs(work.proofs.length >= 2);
    const at = random.int(0, work.proofs.length - 2);
    [work.proofs[at], work.proofs[at + 1]] = [work.proofs[at + 1]!, work.proofs[at]!];
  },
  'the hashes of two proofs exchanged': (work, random) => {
    needs(work.proofs.length >= 2);
    const at = random.int(0, work.proofs.length - 2);
    const [a, b] = [work.proofs[at]!, work.proofs[at + 1]!];
    [work.proofs[at], work.proofs[at + 1]] = [
      { ...a, hashes: b.hashes },
      { ...b, hashes: a.hashes },
    ];
  },
  'a bit of a proof': changed(({ hashes }, random) => {
    const copies = hashes.map((hash) => Buffer.from(hash));
    const hash = copies.length > 0 ? random.pick(copies) : undefined;
    if (hash !== undefined) hash[random.int(0, 31)]! ^= 1 << random.int(0, 7);
    return { hashes: copies };
  }),
  'a hash of a proof dropped': changed(({ hashes }) => ({ hashes: hashes.slice(1) })),
  'a hash of a proof added': changed(({ hashes }) => ({ hashes: [...hashes, Buffer.alloc(32)] })),
  'another id in a proof': changed(({ id }, random) => ({ id: spoiltHex(id, random) })),
  'another index in a proof': changed(({ index, size }, random) => ({
    index: (index + random.int(1, size)) % (size + 1),
  })),
  'another size in a proof': changed(({ size }, random) => ({ size: size + random.pick([-1, 1]) })),
  'another chain before it in a proof': changed(({ previousChain }, random) => ({
    previousChain: spoiltHex(previousChain, random),
  })),
  'a proof dropped': (work, random) => {
    needs(work.proofs.length > 0);
    work.proofs.splice(random.int(0, work.proofs.length - 1), 1);
  },
  'a proof more': (work, random) => {
    needs(work.proofs.length > 0);
    work.proofs.push(random.pick(work.proofs));
  },
};
