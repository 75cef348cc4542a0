import type { KeyObject } from 'node:crypto';
import { createPublicKey, sign, verify } from 'node:crypto';
import { fromBase64 } from './base64.js';
import { InvalidNoteError } from './errors.js';
import type { VerifierKey } from './verifier-key.js';
import { isKeyName, verifierKeyOf } from './verifier-key.js';

/** A text that somebody's key vouches for; C2SP signed-note. */
export type Note = {
  /** With its last newline. */
  text: string;
  /** Those of the keys given that have signed it: one at least. */
  signedBy: readonly VerifierKey[];
};

/** Signs for one key name with an Ed25519 key. */
export class NoteSigner {
  readonly #privateKey: KeyObject;
  readonly #verifierKey: VerifierKey;

  /** @throws TypeError if the name is no key name, or the key not an Ed25519 private key */
  constructor(keyName: string, privateKey: KeyObject) {
    this.#verifierKey = verifierKeyOf(keyName, createPublicKey(privateKey));
    this.#privateKey = privateKey;
  }

  get name(): string {
    return this.#verifierKey.name;
  }

  /** What readers check with. */
  get vkey(): string {
    return this.#verifierKey.vkey;
  }

  get verifierKey(): VerifierKey {
    return this.#verifierKey;
  }

  /** The line that goes below a text, with its newline. */
  signatureLine(text: string): string {
    const id = Buffer.from(this.#verifierKey.keyId, 'hex');
    const signature = sign(null, Buffer.from(text), this.#privateKey);
    return `${SIGNATURE_START}${this.name} ${Buffer.concat([id, signature]).toString('base64')}\n`;
  }
}

const SIGNATURE_START = '\u2014 ';
const KEY_ID_BYTES = 4;
/** As many as Go's note package reads; the specification asks for 16 at least. */
const MAX_SIGNATURES = 100;
/** UTF-16 code units. Far more than a checkpoint with all the witnesses there are. */
const MAX_LENGTH = 1 << 20;

// oxlint-disable-next-line no-control-regex -- to refuse them
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

const isText = (text: string): boolean =>
  text.length <= MAX_LENGTH && text.isWellFormed() && !CONTROL.test(text);

/**
 * @param text of lines, each ended by a newline
 * @throws TypeError if it cannot be the text of a note, or nobody signs
 */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  if (!text.endsWith('\n') || !isText(text)) throw new TypeError('the text of a note is lines of plain text');
  if (signers.length === 0) throw new TypeError('a note is signed by someone');
  return `${text}\n${signers.map((signer) => signer.signatureLine(text)).join('')}`;
}

/** A note's parts, of which nothing is verified. */
export type ParsedNote = {
  /** With its last newline. */
  text: string;
  signatures: readonly { name: string; keyId: string; signature: Buffer }[];
};

/** @throws InvalidNoteError if it has not the form of a note */
export function parseNote(note: string): ParsedNote {
  if (!isText(note)) throw new InvalidNoteError('NOT_A_TEXT', 'it is no text of the size of a note');
  // The text may have blank lines of its own: the last one is the border.
  const border = note.lastIndexOf('\n\n');
  if (border < 0 || !note.endsWith('\n') || border + 2 === note.length)
    throw new InvalidNoteError('NO_SIGNATURES', 'it has no signatures below a blank line');
  const text = note.slice(0, border + 1);
  const lines = note.slice(border + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES)
    throw new InvalidNoteError('TOO_MANY_SIGNATURES', `it has more than ${MAX_SIGNATURES} signatures`);
  return { text, signatures: lines.map(parseSignature) };
}

/**
 * Signatures of keys that are not given are passed over, whatever they are; one of a key that is given must be right.
 * @throws InvalidNoteError
 */
export function openNote(note: string, vkeys: readonly VerifierKey[]): Note {
  const { text, signatures } = parseNote(note);
  const bytes = Buffer.from(text);
  const signedBy = new Set<VerifierKey>();
  for (const { name, keyId, signature } of signatures) {
    const known = vkeys.filter((key) => key.name === name && key.keyId === keyId);
    const signer = known.find(({ publicKey }) => verify(null, bytes, publicKey, signature));
    if (signer !== undefined) signedBy.add(signer);
    else if (known.length > 0)
      throw new InvalidNoteError('BAD_SIGNATURE', `${name}+${keyId} has not signed this text`);
  }
  if (signedBy.size === 0) throw new InvalidNoteError('UNKNOWN_KEY', 'none of the keys given has signed it');
  return { text, signedBy: [...signedBy] };
}

function parseSignature(line: string): ParsedNote['signatures'][number] {
  const [, name, base64] = /^\u2014 ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
  const bytes = fromBase64(base64 ?? '');
  if (name === undefined || !isKeyName(name) || bytes === undefined || bytes.length <= KEY_ID_BYTES)
    throw new InvalidNoteError('MALFORMED_SIGNATURE', 'a line below the text is no signature');
  return {
    name,
    keyId: bytes.toString('hex', 0, KEY_ID_BYTES),
    signature: bytes.subarray(KEY_ID_BYTES),
  };
}
