import { randomUUID } from 'node:crypto';
import type { Message } from 'kafkajs';
import type { PlacedRecord } from '../kafkajs/read-topic.js';

/** The header that distinguishes a resolution record from a dead letter. */
export const RESOLUTION_HEADER = 'x-resolution';

const KINDS = ['claimed', 'retried', 'discarded'] as const;
export type ResolutionKind = (typeof KINDS)[number];

/** One attempt to resolve a letter. */
export type Claim = {
  id: string;
  /** The expired claim that this one replaces. */
  supersedes?: string;
};

/**
 * What an operator did about a dead letter: an immutable record in the letter's partition. All readers see the same order in a
 * partition, so they agree on which claim was first.
 */
export type ResolutionRecord = {
  kind: ResolutionKind;
  /** The letter's `<partition>/<offset>`. */
  letter: string;
  /** The id of the claim that this record makes or ends. */
  claim: string;
  supersedes?: string;
  by: string;
  reason: string;
  /** Unix milliseconds. */
  at: number;
};

export const newClaim = (abandoned?: ResolutionRecord): Claim => ({
  id: randomUUID(),
  ...(abandoned && { supersedes: abandoned.claim }),
});

/** The record as a Kafka message; its value is JSON. */
export function resolutionMessage(
  { place, partition }: { place: string; partition: number },
  { id, supersedes }: Claim,
  kind: ResolutionKind,
  resolution: { by: string; reason: string },
): Message {
  const { by, reason } = resolution;
  const value = { letter: place, claim: id, ...(supersedes !== undefined && { supersedes }), by, reason };
  return { value: JSON.stringify(value), headers: { [RESOLUTION_HEADER]: kind }, partition };
}

/** @returns undefined for any other record, and for one that cannot be parsed */
export function readResolution({ headers, value, timestamp }: PlacedRecord): ResolutionRecord | undefined {
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

/** The members of a JSON object that are strings. */
function membersOf(value: Buffer): Record<string, string | undefined> {
  try {
    const members = Object.entries(JSON.parse(value.toString()) as object);
    return Object.fromEntries(members.filter(([, member]) => typeof member === 'string'));
  } catch {
    return {};
  }
}
