import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import type { KnownCheckpoint, VerifierKey } from '#evidence';
import { InvalidVkeyError, parseVkeys } from '#evidence';

/** What a verifier key begins with; a file that is named so has to be called ./… */
const VKEY = /^[^+\s]+\+[0-9a-f]{8}\+/;

/** For commander: keys of one `--vkey`, added to those of the ones before it. */
export function collectVkeys(textOrFile: string, before: readonly VerifierKey[] = []): VerifierKey[] {
  try {
    return [...before, ...parseVkeys(VKEY.test(textOrFile) ? textOrFile : read(textOrFile))];
  } catch (error) {
    if (error instanceof InvalidVkeyError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

/** The same for `--known-checkpoint`. */
export const collectCheckpoints = (
  file: string,
  before: readonly KnownCheckpoint[] = [],
): KnownCheckpoint[] => [...before, { name: file, note: read(file) }];

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidArgumentError(`It cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
