import type { Verification } from './verification.js';
import { DamageFound, DoubtFound } from './verification.js';

/** What is known so far; filled in on the way, so that a verdict without proof tells it, too. */
export type Seen = Partial<Omit<Verification, 'verdict' | 'proven' | 'notExcluded'>> & { events: number };

/** Turns how an examination ended into its verdict. */
export async function conclude(
  seen: Seen,
  examine: () => Promise<Pick<Verification, 'proven' | 'notExcluded'>>,
): Promise<Verification> {
  try {
    return { verdict: 'whole', ...(await examine()), ...seen };
  } catch (error) {
    const nothing = { proven: [], notExcluded: [], ...seen };
    if (error instanceof DamageFound) return { verdict: 'damaged', ...nothing, damage: error.damage };
    if (error instanceof DoubtFound) return { verdict: 'unknown', ...nothing, doubt: error.doubt };
    // What a file system or a store says has a code in words; all else (a mistake of ours, an abort) is no verdict.
    const { code, message } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string') throw error;
    return { verdict: 'unknown', ...nothing, doubt: { kind: 'UNREADABLE', message } };
  }
}
