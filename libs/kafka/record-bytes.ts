import type { HeaderValue, OutgoingRecord } from './client.js';

/** Kafka's lengths and deltas around one record, and those around one header, at their largest. */
const RECORD_OVERHEAD_BYTES = 40;
const HEADER_OVERHEAD_BYTES = 10;

/** What a record takes in a record batch, or a little more. */
export function recordBytes({ key, value, headers }: OutgoingRecord): number {
  let bytes = RECORD_OVERHEAD_BYTES + lengthOf(key) + lengthOf(value);
  for (const name in headers) {
    const given = headers[name];
    for (const one of Array.isArray(given) ? given : [given])
      bytes += HEADER_OVERHEAD_BYTES + Buffer.byteLength(name) + lengthOf(one);
  }
  return bytes;
}

const lengthOf = (value: HeaderValue | null | undefined): number =>
  value === null || value === undefined ? 0 : Buffer.byteLength(value);
