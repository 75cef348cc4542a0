import kafkajs from 'kafkajs';
import type { ICustomPartitioner } from 'kafkajs';

const SEED = 0x9747b28c;
const M = 0x5bd1e995;

/** Kafka's hash of a key, as Java's clients and librdkafka's `murmur2` partitioners have it. */
export function murmur2(key: Uint8Array): number {
  const { length } = key;
  let hash = SEED ^ length;
  const whole = length & ~3;
  for (let at = 0; at < whole; at += 4) {
    const four =
      byte(key, at) | (byte(key, at + 1) << 8) | (byte(key, at + 2) << 16) | (byte(key, at + 3) << 24);
    let mixed = Math.imul(four, M);
    mixed = Math.imul(mixed ^ (mixed >>> 24), M);
    hash = Math.imul(hash, M) ^ mixed;
  }
  if (length > whole) {
    for (let at = length - 1; at >= whole; at--) hash ^= byte(key, at) << (8 * (at - whole));
    hash = Math.imul(hash, M);
  }
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return hash ^ (hash >>> 15);
}

const byte = (bytes: Uint8Array, at: number): number => bytes[at] as number;

/** kafkajs's default partitioner, which is Java's, with a hash that counts in integers and not in objects. */
export const partitioner: ICustomPartitioner = () => {
  const forNoKey = kafkajs.Partitioners.DefaultPartitioner();
  return (args) => {
    const { key } = args.message;
    if (key === null || key === undefined) return forNoKey(args);
    const bytes = typeof key === 'string' ? Buffer.from(key) : key;
    return (murmur2(bytes) & 0x7fffffff) % args.partitionMetadata.length;
  };
};
