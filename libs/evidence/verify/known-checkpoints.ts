import type { Checkpoint } from '../notes/checkpoint.js';
import { openCheckpoint } from '../notes/checkpoint.js';
import type { VerifierKey } from '../notes/verifier-key.js';
import type { Doubt, KnownCheckpoint } from './verification.js';

export type NamedCheckpoint = Checkpoint & { name: string };

export type KnownCheckpoints = {
  /** Of this tree: these are compared. */
  comparable: NamedCheckpoint[];
  /** Of another tree: these say nothing about this one. */
  others: NamedCheckpoint[];
  /** When one cannot be read: then the comparison that was asked for cannot be made. */
  doubt?: Doubt;
};

/** @param origin that of the tree that is looked at */
export function openKnown(
  known: readonly KnownCheckpoint[],
  origin: string,
  vkeys: readonly VerifierKey[],
): KnownCheckpoints {
  const result: KnownCheckpoints = { comparable: [], others: [] };
  for (const { name, note } of known)
    try {
      const checkpoint = { ...openCheckpoint(note, vkeys), name };
      (checkpoint.origin === origin ? result.comparable : result.others).push(checkpoint);
    } catch (error) {
      result.doubt ??= {
        kind: 'KNOWN_CHECKPOINT_UNREADABLE',
        message: `the known checkpoint ${name} proves nothing: ${(error as Error).message}`,
      };
    }
  result.comparable.sort((a, b) => a.size - b.size);
  return result;
}
