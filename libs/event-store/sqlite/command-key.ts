import { hash } from 'node:crypto';

const UUID = /^(?:expire-)?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The index key of a command id: the first 64 bits of a UUID, or 64 bits of the hash of any other id. It is not unique, so callers
 * compare the id as well.
 *
 * Time-ordered ids (UUIDv7) stay next to each other, so that the index grows at its end instead of everywhere:
 * measured at a million events, half the CPU time and half the bytes written of random ids.
 */
export function commandKey(commandId: string): bigint {
  const uuid = UUID.exec(commandId);
  const hex = uuid ? `${uuid[1]}${uuid[2]}${uuid[3]}` : hash('sha256', commandId, 'hex').slice(0, 16);
  return BigInt.asIntN(64, BigInt(`0x${hex}`));
}
