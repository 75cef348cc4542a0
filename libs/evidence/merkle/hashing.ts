import { hash } from 'node:crypto';

export const HASH_BYTES = 32;

/** RFC 6962 2.1: a leaf and a node are hashed apart, so that neither can be given out as the other. */
const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;

/** The root of a tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Buffer = sha256(Buffer.alloc(0));

/** SHA-256(0x00 ‖ data). */
export function leafHash(data: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(1 + data.length);
  bytes[0] = LEAF_PREFIX;
  bytes.set(data, 1);
  return sha256(bytes);
}

const leaf = Buffer.alloc(1 + HASH_BYTES);
leaf[0] = LEAF_PREFIX;

/** The same for data of 32 bytes in hex, such as a chain value. */
export function leafHashOfHex(digits: string): Buffer {
  if (leaf.write(digits, 1, 'hex') !== HASH_BYTES || digits.length !== 2 * HASH_BYTES)
    throw new RangeError(`a chain value has ${2 * HASH_BYTES} hex digits`);
  return sha256(leaf);
}

/** Written over by every call: hashing is synchronous, and an allocation per node is what this saves. */
const pair = Buffer.alloc(1 + 2 * HASH_BYTES);
pair[0] = NODE_PREFIX;

/** SHA-256(0x01 ‖ left ‖ right), of two hashes of 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES)
    throw new RangeError(`a node is made of two hashes of ${HASH_BYTES} bytes`);
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return sha256(pair);
}

/**
 * {@link leafHash} and {@link nodeHash} for many hashes that lie one after the other in a buffer, written over what lies there:
 * by places of 32 bytes, and without an object for each. Measured, a third of the time.
 */
export const inPlace = {
  /** The data at a place becomes its leaf hash. */
  hashLeaf(buffer: Buffer, at: number): void {
    buffer.copy(leaf, 1, at * HASH_BYTES, (at + 1) * HASH_BYTES);
    put(buffer, at, leaf);
  },
  /** @param from the left of two neighbours, whose parent is written */
  hashPair(buffer: Buffer, from: number, to: number): void {
    buffer.copy(pair, 1, from * HASH_BYTES, (from + 2) * HASH_BYTES);
    put(buffer, to, pair);
  },
};

/** As text and back: the one encoding that Node hashes into without making an object around the digest. */
function put(buffer: Buffer, at: number, bytes: Buffer): void {
  buffer.write(hash('sha256', bytes, 'binary'), at * HASH_BYTES, HASH_BYTES, 'binary');
}

/** By way of a string: asked for a Buffer, `hash` makes one outside the pool, which takes three times as long as the hash. */
function sha256(bytes: Buffer): Buffer {
  return Buffer.from(hash('sha256', bytes, 'binary'), 'binary');
}
