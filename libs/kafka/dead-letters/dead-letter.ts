import type { HeaderValue, ReceivedHeaders } from '../client.js';
import { RESOLUTION_HEADER } from './mark.js';
import type { PlacedRecord } from '../read-topic.js';

/** What we say about a message in headers of its own; the rest of its headers are the message's. */
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

/** A message that was no command, as it lies in the dead-letter topic. */
export type DeadLetter = {
  /** Where it lies: `<partition>/<offset>` of the dead-letter topic. */
  place: string;
  partition: number;
  /** When it was put there; Unix milliseconds. */
  timestamp: number;
  code: string;
  message: string;
  /** Where it came from. */
  source: { topic: string; partition: number; offset: string };
  /** There when it stands for a batch that nobody unpacked: its last offset. Its messages are not here. */
  lastOffset?: string;
  key: Buffer | null;
  value: Buffer | null;
  /** The message's own. One that had a header of ours itself has lost it. */
  headers: ReceivedHeaders;
  /** There when the topic could not take the whole message; `key` and `value` are its beginning. */
  truncated?: { length: number; sha256: string };
};

/**
 * Reads a record of the dead-letter topic. It is told by the code that every dead letter is given, so that a message cannot
 * pass for a mark by bringing a mark's header along.
 * @returns nothing for what is no dead letter
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

/** Of a header given more than once, the last: that is ours. */
export function textOf(value: HeaderValue | readonly HeaderValue[] | null | undefined): string | undefined {
  const one = Array.isArray(value) ? (value as readonly HeaderValue[]).at(-1) : (value as HeaderValue | null);
  return one?.toString();
}
