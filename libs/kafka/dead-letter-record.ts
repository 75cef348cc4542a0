import { createHash } from 'node:crypto';
import { OutgoingRecord } from './client.js';
import type { HeaderValue, ReceivedHeaders, ReceivedRecord, SentHeaders } from './client.js';
import { estimateRecordBytes } from './record-bytes.js';
import type { RecordPlace } from './result-record.js';

/** A key, value or header set that does not fit is cut to this many bytes. */
const TRUNCATED_BYTES = 65_536;
const MAX_MESSAGE_CHARACTERS = 1_024;

/**
 * A rejected message unchanged (key, value, headers), with headers that say why and where it came from. It can be produced to the
 * commands topic again once the cause is fixed. Of a batch that was too large to unpack only the offsets are kept, in
 * `x-offset` and `x-last-offset`.
 *
 * @param limitBytes maximum bytes of a record batch in the dead-letter topic. A larger message (one that compressed well) is cut
 *   to its first 64 KiB; `x-length` and `x-sha256` describe the whole.
 */
export function deadLetterRecord(
  received: ReceivedRecord,
  place: RecordPlace,
  error: { code: string; message: string },
  limitBytes: number,
): OutgoingRecord {
  const reason: Record<string, string> = {
    'x-error-code': error.code,
    'x-error-message': error.message.slice(0, MAX_MESSAGE_CHARACTERS),
    'x-topic': place.topic,
    'x-partition': `${place.partition}`,
    'x-offset': place.offset,
    ...(received.unreadBatch && { 'x-last-offset': received.offset }),
  };
  const headers = { ...sendableHeaders(received.headers), ...reason };
  const whole = new OutgoingRecord(received.key, received.value, headers);
  return estimateRecordBytes(whole) <= limitBytes ? whole : truncated(received, reason);
}

function truncated(received: ReceivedRecord, reason: Record<string, string>): OutgoingRecord {
  const value = received.value ?? Buffer.alloc(0);
  const kept = sendableHeaders(received.headers);
  const fits = estimateRecordBytes(new OutgoingRecord(null, null, kept)) <= TRUNCATED_BYTES;
  return new OutgoingRecord(
    received.key === null ? null : received.key.subarray(0, TRUNCATED_BYTES),
    value.subarray(0, TRUNCATED_BYTES),
    {
      ...(fits ? kept : {}),
      ...reason,
      'x-truncated': 'true',
      'x-length': `${value.length}`,
      'x-sha256': createHash('sha256').update(value).digest('hex'),
    },
  );
}

/**
 * The headers in a form that kafkajs can send. It cannot send null, which becomes an empty value. A header named like an inherited
 * member of objects (`constructor`) arrives as a list that begins with that member, which is dropped.
 */
export function sendableHeaders(headers: ReceivedHeaders): SentHeaders {
  const isSendable = (value: unknown): value is HeaderValue =>
    typeof value === 'string' || Buffer.isBuffer(value);
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]): [string, HeaderValue | HeaderValue[]] => {
      if (isSendable(value)) return [name, value];
      if (!Array.isArray(value)) return [name, ''];
      const values = (value as unknown[]).map((one) => one ?? '');
      return [name, values.filter(isSendable)];
    }),
  );
}
