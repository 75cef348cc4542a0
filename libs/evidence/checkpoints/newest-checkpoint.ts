import type { Checkpoint } from '../notes/checkpoint.js';
import { openCheckpoint } from '../notes/checkpoint.js';
import { InvalidNoteError } from '../notes/errors.js';
import { parseNote } from '../notes/note.js';
import type { VerifierKey } from '../notes/verifier-key.js';
import type { CheckpointKeys } from './checkpoint-keys.js';
import { sizeOfNote } from './signed-log.js';

/** Unverified notes that are held at a time. */
const MAX_CANDIDATES = 1_000;

/** What a topic of notes was found to hold. */
export type FoundNotes = {
  /** Every note of the largest tree; several only when they differ. Empty when there is none of ours. */
  newest: readonly string[];
  /** How many records are no note of this log that a known key signed; of smaller trees only what is plain without verifying. */
  passedBy: number;
};

/** Called with each record of the place where notes are kept, from the first to the last. */
export type ReadNotes = (visit: (record: string) => void) => Promise<void>;

/**
 * Looks through all records of a place that others may write to as well. Reading a note costs microseconds and verifying one
 * a tenth of a millisecond, and there may be one for every minute of years: signatures are verified from the largest tree
 * down until one is right. Only if all candidates are forged are the records read again and each signature verified.
 */
export async function newestCheckpoints(keys: CheckpointKeys, read: ReadNotes): Promise<FoundNotes> {
  const search = new Search(keys);
  await read((record) => search.consider(record));
  const found = search.verifyLargest();
  if (search.isComplete) return found;
  const again = new Search(keys);
  await read((record) => again.verify(record));
  return { newest: again.valid, passedBy: again.passedBy };
}

class Search {
  passedBy = 0;
  /** The verified notes of the largest tree so far. */
  valid: string[] = [];
  #validSize = -1;
  /** Candidates were given up for others that claim larger trees: the largest size among them. */
  #droppedSize = -1;
  #candidates: { size: number; note: string }[] = [];

  constructor(private readonly keys: CheckpointKeys) {}

  /** Whether no larger note than the verified one was given up unverified. */
  get isComplete(): boolean {
    return this.#validSize > this.#droppedSize || this.#droppedSize < 0;
  }

  /** Keeps the note if it is one that claims a key of ours and is among the largest. */
  consider(note: string): void {
    const size = sizeClaimed(note, this.keys);
    if (size === undefined) {
      this.passedBy += 1;
      return;
    }
    this.#candidates.push({ size, note });
    if (this.#candidates.length < 2 * MAX_CANDIDATES) return;
    this.#sortCandidates();
    this.#droppedSize = Math.max(this.#droppedSize, this.#candidates[MAX_CANDIDATES]!.size);
    this.#candidates.length = MAX_CANDIDATES;
  }

  verifyLargest(): FoundNotes {
    this.#sortCandidates();
    for (const { size, note } of this.#candidates) {
      if (size < this.#validSize) break;
      this.verify(note);
    }
    return { newest: this.valid, passedBy: this.passedBy };
  }

  verify(note: string): void {
    const checkpoint = openOurs(note, this.keys);
    if (checkpoint === undefined) this.passedBy += 1;
    else if (checkpoint.size > this.#validSize) [this.valid, this.#validSize] = [[note], checkpoint.size];
    else if (checkpoint.size === this.#validSize && !this.valid.includes(note)) this.valid.push(note);
  }

  #sortCandidates(): void {
    this.#candidates.sort((a, b) => b.size - a.size);
  }
}

/** Undefined for what cannot be a checkpoint of this log, without verifying a signature. */
function sizeClaimed(note: string, { origin, verifierKeys }: CheckpointKeys): number | undefined {
  try {
    const { signatures } = parseNote(note);
    const isOurs = signatures.some((signature) => verifierKeys.some((key) => isClaimed(key, signature)));
    const size = sizeOfNote(note);
    return isOurs && note.startsWith(`${origin}\n`) && Number.isSafeInteger(size) && size >= 0
      ? size
      : undefined;
  } catch (error) {
    if (error instanceof InvalidNoteError) return undefined;
    throw error;
  }
}

const isClaimed = (key: VerifierKey, { name, keyId }: { name: string; keyId: string }): boolean =>
  key.name === name && key.keyId === keyId;

function openOurs(note: string, { origin, verifierKeys }: CheckpointKeys): Checkpoint | undefined {
  try {
    const checkpoint = openCheckpoint(note, verifierKeys);
    return checkpoint.origin === origin ? checkpoint : undefined;
  } catch (error) {
    if (error instanceof InvalidNoteError) return undefined;
    throw error;
  }
}
