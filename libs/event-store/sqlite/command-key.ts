import { hash } from 'node:crypto';

const UUID = /^(?:expire-)?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * What a command id is looked up by: its first 64 bits, if it is a UUID, else 64 bits of its hash. Not unique: whoever
 * looks up compares the id as well.
 *
 * Time-ordered ids (UUIDv7) stay next to each other, so that the index grows at its end instead of everywhere:
 * measured at a million events, half the CPU time and half the bytes written of random ids.
 */
export function commandKey(commandId: string): bigint {
  const uuid = UUID.exec(commandId);
  const hex = uuid ? `${uuid[1]}${uuid[2]}${uuid[3]}` : hash('sha256', commandId, 'hex').slice(0, 16);
  return BigInt.asIntN(64, BigInt(`0x${hex}`));
}
