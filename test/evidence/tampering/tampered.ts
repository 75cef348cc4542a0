import type { Files } from '../../../libs/evidence/spec/bundles.js';
import { Random } from '../../support/random.js';
import { anyBundle } from './bundles-by-seed.js';
import { checkpointKinds } from './checkpoint-kinds.js';
import { eventKinds } from './event-kinds.js';
import { lineKinds } from './line-kinds.js';
import { proofKinds } from './proof-kinds.js';
import { NotHere } from './tampering.js';
import { Workpiece } from './workpiece.js';

export const KINDS = Object.entries({ ...eventKinds, ...lineKinds, ...checkpointKinds, ...proofKinds });

/** Each kind in turn, to bundles that it can be done to. */
export async function tampered(seed: number): Promise<{ kind: string; work: Workpiece; files: Files }> {
  const random = new Random(seed);
  const [kind, tamper] = KINDS[seed % KINDS.length]!;
  for (;;) {
    const work = await Workpiece.of(anyBundle(random));
    work.coverUp = random.chance(0.8);
    try {
      await tamper(work, random);
    } catch (error) {
      if (error instanceof NotHere) continue;
      throw error;
    }
    const files = work.files();
    if (!isSame(files, work.genuine)) return { kind, work, files };
  }
}

const isSame = (a: Files, b: Files): boolean =>
  a.size === b.size && [...a].every(([name, bytes]) => b.get(name)?.equals(bytes) === true);
