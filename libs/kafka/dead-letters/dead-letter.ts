import type { HeaderValue, ReceivedHeaders } from '../client.js';
import { RESOLUTION_HEADER } from './resolution-record.js';
import type { PlacedRecord } from '../kafkajs/read-topic.js';

/** The headers that the service adds to a dead letter; all others are the message's own. */
const OURS = new Set([
  'x-error-code',
  'x-error-message',
  'x-topic',
  'x-partition',
  'x-offset',
  'x-last-offset',
  'x-truncated',
  'x-length',
  'x-sha256',
]);

/** A rejected message as stored in the dead-letter topic. */
export type DeadLetter = {
  /** `<partition>/<offset>` in the dead-letter topic. */
  place: string;
  partition: number;
  /** When it was written to the dead-letter topic; Unix milliseconds. */
  timestamp: number;
  code: string;
  message: string;
  /** Where it came from. */
  source: { topic: string; partition: number; offset: string };
  /** Set when the letter stands for a batch that was not unpacked: the batch's last offset. The messages are not kept. */
  lastOffset?: string;
  key: Buffer | null;
  value: Buffer | null;
  /** The message's own headers, without those whose names the service uses itself. */
  headers: ReceivedHeaders;
  /** Set when the message was too large for the topic; `key` and `value` are then its beginning. */
  truncated?: { length: number; sha256: string };
};

/**
 * Reads a record of the dead-letter topic. Every dead letter has an error code, so a message cannot pass for a resolution record by
 * carrying that record's header.
 * @returns undefined for a record that is not a dead letter
 */
export function readDeadLetter(record: PlacedRecord): DeadLetter | undefined {
  const { headers, partition, offset, timestamp, key, value } = record;
  const code = textOf(headers['x-error-code']);
  if (code === undefined) return undefined;
  const lastOffset = textOf(headers['x-last-offset']);
  return {
    place: `${partition}/${offset}`,
    partition,
    timestamp,
    code,
    message: textOf(headers['x-error-message']) ?? '',
    source: {
      topic: textOf(headers['x-topic']) ?? '',
      partition: Number(textOf(headers['x-partition'])),
      offset: textOf(headers['x-offset']) ?? '',
    },
    ...(lastOffset !== undefined && { lastOffset }),
    key,
    value,
    headers: Object.fromEntries(
      Object.entries(headers).filter(([name]) => !OURS.has(name) && name !== RESOLUTION_HEADER),
    ),
    ...(textOf(headers['x-truncated']) === 'true' && {
      truncated: {
        length: Number(textOf(headers['x-length'])),
        sha256: textOf(headers['x-sha256']) ?? '',
      },
    }),
  };
}

/** The text of a header; of several values the last, which is the one the service added. */
export function textOf(value: HeaderValue | readonly HeaderValue[] | null | undefined): string | undefined {
  const one = Array.isArray(value) ? (value as readonly HeaderValue[]).at(-1) : (value as HeaderValue | null);
  return one?.toString();
}
