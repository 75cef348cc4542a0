import type { KeyObject } from 'node:crypto';
import type { KeySource } from '#config';
import { readSigningKeys } from '#config';
import type { Checkpoint } from '../notes/checkpoint.js';
import { openCheckpoint } from '../notes/checkpoint.js';
import { InvalidNoteError } from '../notes/errors.js';
import { NoteSigner, openNote } from '../notes/note.js';
import type { VerifierKey } from '../notes/verifier-key.js';
import { verifierKeyOf } from '../notes/verifier-key.js';
import { InconsistentLogError } from './errors.js';

/**
 * The keys of one log's checkpoints, all under the name of its origin. The first signs, and all are published: a key is
 * rotated by putting a new one in front.
 */
export class CheckpointKeys {
  readonly #signers: readonly NoteSigner[];

  /** @throws TypeError if the origin is no key name, or a key not Ed25519 */
  constructor(
    readonly origin: string,
    privateKeys: readonly KeyObject[],
  ) {
    if (privateKeys.length === 0) throw new TypeError('checkpoints are signed with a key');
    this.#signers = privateKeys.map((key) => new NoteSigner(origin, key));
  }

  /** The configured files, or a key that is made once beside the store. */
  static async open(origin: string, source: KeySource): Promise<CheckpointKeys> {
    return new CheckpointKeys(origin, await readSigningKeys(source, 'evidence-signing-key.pem'));
  }

  /** The current signer. */
  get signer(): NoteSigner {
    return this.#signers[0]!;
  }

  get verifierKeys(): readonly VerifierKey[] {
    return this.#signers.map(({ verifierKey }) => verifierKey);
  }

  /** The published document: one key per line, newest first. */
  get vkeyDocument(): string {
    return this.#signers.map(({ vkey }) => `${vkey}\n`).join('');
  }

  /**
   * The signers of the next checkpoint. The first one after a rotation is signed by the previous key, too, so that readers of either key can
   * follow.
   */
  signersAfter(last: string | undefined): readonly NoteSigner[] {
    if (last === undefined) return [this.signer];
    const { signedBy } = openNote(last, this.verifierKeys);
    if (signedBy.includes(this.signer.verifierKey)) return [this.signer];
    return [this.signer, ...this.#signers.filter(({ verifierKey }) => signedBy.includes(verifierKey))];
  }

  /**
   * Reads a checkpoint of this log.
   * @param where it was found, for the error's sentence
   * @throws InconsistentLogError if it is of another key or origin
   */
  read(note: string, where: string): Checkpoint {
    try {
      const checkpoint = openCheckpoint(note, this.verifierKeys);
      if (checkpoint.origin === this.origin) return checkpoint;
    } catch (error) {
      if (!(error instanceof InvalidNoteError)) throw error;
      const [origin = ''] = note.split('\n', 1);
      if (origin === this.origin)
        throw new InconsistentLogError(
          'FOREIGN_KEY',
          `a checkpoint in ${where} is not ours: ${error.message}`,
        );
      this.#refuseOrigin(note, origin, where, error.message);
    }
    throw new InconsistentLogError(
      'FOREIGN_ORIGIN',
      `a checkpoint in ${where} is of one workspace, not of the whole log`,
    );
  }

  /** A log whose origin was changed has checkpoints of our key under the name that it had. */
  #refuseOrigin(note: string, origin: string, where: string, reason: string): never {
    let isOurs = false;
    try {
      openNote(
        note,
        this.verifierKeys.map(({ publicKey }) => verifierKeyOf(origin, publicKey)),
      );
      isOurs = true;
    } catch {
      // Then it is of another origin and of another key.
    }
    throw isOurs
      ? new InconsistentLogError(
          'FOREIGN_ORIGIN',
          `the checkpoints in ${where} are of the origin ${JSON.stringify(origin)}, and EVIDENCE_ORIGIN is ` +
            `${JSON.stringify(this.origin)}: a log keeps its origin`,
        )
      : new InconsistentLogError('FOREIGN_KEY', `a checkpoint in ${where} is not ours: ${reason}`);
  }
}
