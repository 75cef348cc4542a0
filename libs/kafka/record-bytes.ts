import type { HeaderValue, OutgoingRecord } from './client.js';

/** Kafka's lengths and deltas around one record, and those around one header, at their largest. */
const RECORD_OVERHEAD_BYTES = 40;
const HEADER_OVERHEAD_BYTES = 10;

/**
 * At least what a record takes in a record batch; texts count for three bytes a character, which needs no look at them.
 * For filling requests, where many such steps are made for one that matters.
 */
export function mostRecordBytes({ key, value, headers }: OutgoingRecord): number {
  let bytes = RECORD_OVERHEAD_BYTES + mostBytes(key) + mostBytes(value);
  for (const name in headers) {
    const given = headers[name];
    for (const one of Array.isArray(given) ? given : [given])
      bytes += HEADER_OVERHEAD_BYTES + 3 * name.length + mostBytes(one);
  }
  return bytes;
}

const mostBytes = (value: HeaderValue | null | undefined): number => {
  if (value === null || value === undefined) return 0;
  return typeof value === 'string' ? 3 * value.length : value.length;
};
