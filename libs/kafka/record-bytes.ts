import type { HeaderValue, OutgoingRecord } from './client.js';

/** Largest size of the lengths and deltas around one record, and around one header. */
const RECORD_OVERHEAD_BYTES = 40;
const HEADER_OVERHEAD_BYTES = 10;

/**
 * Upper estimate of a record's bytes in a record batch: 3 bytes per character of text, without looking at the text. Used to fill
 * requests, where an exact count would be too slow.
 */
export function estimateRecordBytes({ key, value, headers }: OutgoingRecord): number {
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
