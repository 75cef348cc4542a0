import type { KeyObject } from 'node:crypto';
import { createPublicKey, hash } from 'node:crypto';
import { fromBase64 } from './base64.js';
import { InvalidVkeyError } from './errors.js';

/** Ed25519 as C2SP signed-note numbers it; the only one that we make and read. */
const ED25519 = 0x01;
const PUBLIC_KEY_BYTES = 32;

/** A public key and the name that it speaks for. */
export type VerifierKey = {
  name: string;
  /** 8 lower-case hex digits: a hint which key to try, no proof of one. */
  keyId: string;
  publicKey: KeyObject;
  /** `<name>+<key id>+<base64 of 0x01 and the 32 bytes of the public key>` */
  vkey: string;
};

/** C2SP signed-note: not empty, no Unicode space, no plus; and nothing that would break a line or a text. */
// oxlint-disable-next-line no-control-regex -- to refuse them
const NO_NAME = /[\s\u0000-\u0020\u007f\u0085+]/;
export const isKeyName = (name: string): boolean => name !== '' && !NO_NAME.test(name) && name.isWellFormed();

/** @throws TypeError if the name is no key name, or the key not Ed25519 */
export function verifierKeyOf(name: string, publicKey: KeyObject): VerifierKey {
  if (!isKeyName(name))
    throw new TypeError(`${JSON.stringify(name)} is no key name: spaces and + are not allowed`);
  if (publicKey.asymmetricKeyType !== 'ed25519')
    throw new TypeError(`notes are signed with Ed25519, not with ${publicKey.asymmetricKeyType}`);
  const { x } = publicKey.export({ format: 'jwk' });
  const encoded = Buffer.concat([Buffer.of(ED25519), Buffer.from(x!, 'base64url')]);
  const keyId = keyIdOf(name, encoded);
  return { name, keyId, publicKey, vkey: `${name}+${keyId}+${encoded.toString('base64')}` };
}

/** The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key). */
function keyIdOf(name: string, encodedKey: Buffer): string {
  return hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), encodedKey])).slice(0, 8);
}

/**
 * The keys of a vkey document: one a line, newest first. Lines without anything on them are passed over.
 * @throws InvalidVkeyError if a line is no key, or there is none
 */
export function parseVkeys(text: string): VerifierKey[] {
  const lines = text.split('\n').map((line) => line.trim());
  const keys = lines.filter((line) => line !== '').map(parseVkey);
  if (keys.length === 0) throw new InvalidVkeyError('NO_KEY', 'there is no verifier key');
  return keys;
}

function parseVkey(vkey: string): VerifierKey {
  const [, name, keyId, base64] = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(vkey) ?? [];
  const encoded = fromBase64(base64 ?? '');
  if (name === undefined || !isKeyName(name) || encoded === undefined || encoded.length === 0)
    throw malformed(vkey);
  if (keyIdOf(name, encoded) !== keyId)
    throw new InvalidVkeyError('WRONG_KEY_ID', `the key id of ${name} is not that of its key`);
  if (encoded[0] !== ED25519)
    throw new InvalidVkeyError('UNKNOWN_ALGORITHM', `the key of ${name} is not an Ed25519 key`);
  if (encoded.length !== 1 + PUBLIC_KEY_BYTES) throw malformed(vkey);
  const x = encoded.subarray(1).toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return { name, keyId, publicKey, vkey };
}

const malformed = (vkey: string): InvalidVkeyError =>
  new InvalidVkeyError(
    'MALFORMED_VKEY',
    `${JSON.stringify(vkey.slice(0, 80))} is no verifier key: <name>+<key id>+<base64>`,
  );
