import { HASH_BYTES } from '../merkle/hashing.js';
import { fromBase64 } from './base64.js';
import { InvalidNoteError } from './errors.js';
import type { NoteSigner } from './note.js';
import { openNote, parseNote, signNote } from './note.js';
import type { VerifierKey } from './verifier-key.js';

/** What a log was at one time; C2SP tlog-checkpoint. */
export type Checkpoint = {
  /** Of the whole log: the key's name. Of one workspace's stream: `<key name>/<stream>`. */
  origin: string;
  /** How many events. */
  size: number;
  /** The root of their RFC 6962 tree, 32 bytes. */
  root: Buffer;
};

/** The first line of a workspace's checkpoint. */
export const streamOrigin = (origin: string, stream: string): string => `${origin}/${stream}`;

/**
 * @returns the whole note
 * @throws TypeError if it is no checkpoint, or of an origin that a signer does not speak for
 */
export function signCheckpoint(checkpoint: Checkpoint, signers: readonly NoteSigner[]): string {
  const { origin, size, root } = checkpoint;
  if (!isSize(size) || root.length !== HASH_BYTES) throw new TypeError('a checkpoint has a size and a root');
  if (!isLine(origin) || !signers.every(({ name }) => speaksFor(name, origin)))
    throw new TypeError(`${JSON.stringify(origin)} is not the origin of each signer`);
  return signNote(`${origin}\n${size}\n${root.toString('base64')}\n`, signers);
}

/**
 * Lines after the third are signed for and of no meaning to us.
 * @throws InvalidNoteError
 */
export function openCheckpoint(note: string, vkeys: readonly VerifierKey[]): Checkpoint {
  const { text, signedBy } = openNote(note, vkeys);
  const checkpoint = parseText(text);
  if (!signedBy.some(({ name }) => speaksFor(name, checkpoint.origin)))
    throw new InvalidNoteError('FOREIGN_ORIGIN', `no key that signed it speaks for ${checkpoint.origin}`);
  return checkpoint;
}

/**
 * What a checkpoint says, and the keys that it names as its signers (`<name>+<key id>`): no signature is verified.
 * @throws InvalidNoteError if it has not the form of a checkpoint
 */
export function readUnverified(note: string): Checkpoint & { keys: readonly string[] } {
  const { text, signatures } = parseNote(note);
  return { ...parseText(text), keys: signatures.map(({ name, keyId }) => `${name}+${keyId}`) };
}

function parseText(text: string): Checkpoint {
  const [origin, decimal, base64, ...extensions] = text.slice(0, -1).split('\n');
  const size = decimal !== undefined && /^(0|[1-9]\d*)$/.test(decimal) ? Number(decimal) : Number.NaN;
  const root = fromBase64(base64 ?? '');
  if (
    origin === undefined ||
    !isLine(origin) ||
    !isSize(size) ||
    root?.length !== HASH_BYTES ||
    extensions.includes('')
  )
    throw new InvalidNoteError('MALFORMED_CHECKPOINT', 'the text is not the lines of a checkpoint');
  return { origin, size, root };
}

const speaksFor = (keyName: string, origin: string): boolean =>
  origin === keyName || origin.startsWith(`${keyName}/`);
const isLine = (origin: string): boolean => origin !== '' && !origin.includes('\n');
const isSize = (size: number): boolean => Number.isSafeInteger(size) && size >= 0;
