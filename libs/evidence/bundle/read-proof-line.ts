import { HASH_BYTES } from '../merkle/hashing.js';
import { fromBase64 } from '../notes/base64.js';
import type { EventProof } from './proof-line.js';
import { proofLine } from './proof-line.js';
import { BadLineError } from './read-event-line.js';

/** A tree of as many events as a number can count has proofs of that many hashes. */
const MAX_HASHES = 53;

/**
 * Reads what {@link proofLine} writes, and nothing else.
 * @param line without its LF
 * @throws BadLineError
 */
export function readProofLine(line: string): EventProof {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new BadLineError('PROOF_MALFORMED', 'is not JSON', { cause: error });
  }
  const { id, index, size, previousChain, hashes } = (value ?? {}) as Record<keyof EventProof, unknown>;
  const decoded = Array.isArray(hashes) && hashes.length <= MAX_HASHES ? hashes.map(hashOf) : [undefined];
  if (
    typeof id !== 'string' ||
    !Number.isSafeInteger(index) ||
    !Number.isSafeInteger(size) ||
    typeof previousChain !== 'string' ||
    !/^[0-9a-f]{64}$/.test(previousChain) ||
    decoded.includes(undefined)
  )
    throw new BadLineError('PROOF_MALFORMED', 'has not the members of a proof');
  const proof = { id, index, size, previousChain, hashes: decoded } as EventProof;
  if (proofLine(proof) !== `${line}\n`)
    throw new BadLineError('PROOF_MALFORMED', 'is not in the one form that RFC 8785 gives it');
  return proof;
}

function hashOf(text: unknown): Buffer | undefined {
  const hash = typeof text === 'string' ? fromBase64(text) : undefined;
  return hash?.length === HASH_BYTES ? hash : undefined;
}
