import { randomUUID } from 'node:crypto';
import type { Message } from 'kafkajs';
import type { PlacedRecord } from '../read-topic.js';

/** Tells a mark from a dead letter, to every reader of the topic. */
export const RESOLUTION_HEADER = 'x-resolution';

const KINDS = ['claimed', 'retried', 'discarded'] as const;
export type MarkKind = (typeof KINDS)[number];

/** One attempt at a letter, by one desk. */
export type Claim = {
  id: string;
  /** The claim that this one takes over from, whose maker seems to be gone. */
  supersedes?: string;
};

/**
 * What somebody did about a dead letter: a record of the dead-letter topic, in the letter's partition, never changed. The
 * order of a partition is the same for everyone, and so is the answer to who came first.
 */
export type Mark = {
  kind: MarkKind;
  /** The letter's `<partition>/<offset>`. */
  letter: string;
  /** Of the claim that this is, or ends. */
  claim: string;
  supersedes?: string;
  by: string;
  reason: string;
  /** Unix milliseconds. */
  at: number;
};

export const newClaim = (abandoned?: Mark): Claim => ({
  id: randomUUID(),
  ...(abandoned && { supersedes: abandoned.claim }),
});

/** Its value is JSON, readable with any tool. */
export function markMessage(
  { place, partition }: { place: string; partition: number },
  { id, supersedes }: Claim,
  kind: MarkKind,
  resolution: { by: string; reason: string },
): Message {
  const { by, reason } = resolution;
  const value = { letter: place, claim: id, ...(supersedes !== undefined && { supersedes }), by, reason };
  return { value: JSON.stringify(value), headers: { [RESOLUTION_HEADER]: kind }, partition };
}

/** @returns nothing for what is no mark of ours, also for one that cannot be read */
export function readMark({ headers, value, timestamp }: PlacedRecord): Mark | undefined {
  const kind = KINDS.find((each) => each === headers[RESOLUTION_HEADER]?.toString());
  // A dead letter may have brought this header along.
  if (kind === undefined || headers['x-error-code'] !== undefined || value === null) return undefined;
  const { letter, claim, supersedes, by, reason } = membersOf(value);
  if (letter === undefined || claim === undefined) return undefined;
  return {
    kind,
    letter,
    claim,
    ...(supersedes !== undefined && { supersedes }),
    by: by ?? 'somebody',
    reason: reason ?? '',
    at: timestamp,
  };
}

/** Those that are texts. */
function membersOf(value: Buffer): Record<string, string | undefined> {
  try {
    const members = Object.entries(JSON.parse(value.toString()) as object);
    return Object.fromEntries(members.filter(([, member]) => typeof member === 'string'));
  } catch {
    return {};
  }
}
