import { hash } from 'node:crypto';
import type { SupportAccessEventType } from '#domain';
import type { EncodedEvent, EventMetadata, StreamHead } from '#event-store';
import { canonicalJson } from './canonical-json.js';

/** The chain before a stream's first event. */
export const ZERO_CHAIN = '0'.repeat(64);

/** An event that was decided, before it has a place in its stream. */
export type EventDraft = {
  /** UUIDv7. */
  id: string;
  type: SupportAccessEventType;
  data: object;
  metadata: EventMetadata;
};

/** What the chain covers. `dataJson` and `metadataJson` (without `chain`) in the form stored, which is RFC 8785. */
export type ChainedFacts = {
  stream: string;
  revision: number;
  id: string;
  type: string;
  dataJson: string;
  metadataJson: string;
};

/**
 * Called by the door for the events of one append: gives them their stored form and links each to the one before.
 * @param head the stream's head that they were decided upon
 * @param previousChain the chain of the event at that head, {@link ZERO_CHAIN} for an empty stream
 */
export function sealEvents(
  stream: string,
  head: StreamHead,
  previousChain: string,
  drafts: readonly EventDraft[],
): EncodedEvent[] {
  let revision = head === 'empty' ? 0 : head + 1;
  let chain = previousChain;
  return drafts.map(({ id, type, data, metadata }) => {
    const dataJson = canonicalJson(data);
    const metadataJson = canonicalJson(metadata);
    chain = chainOf(chain, { stream, revision, id, type, dataJson, metadataJson });
    revision += 1;
    return { id, type, dataJson, metadataJson, chain, commandId: metadata.commandId };
  });
}

/** The RFC 8785 form of `{data, id, metadata, revision, stream, type}`; these names, already sorted, are written in here. */
export function canonicalEvent({ dataJson, id, metadataJson, revision, stream, type }: ChainedFacts): string {
  return (
    `{"data":${dataJson},"id":${JSON.stringify(id)},"metadata":${metadataJson}` +
    `,"revision":${revision},"stream":${JSON.stringify(stream)},"type":${JSON.stringify(type)}}`
  );
}

/** @returns 64 lower-case hex digits */
export const chainOf = (previousChain: string, facts: ChainedFacts): string =>
  chainOfText(previousChain, canonicalEvent(facts));

/**
 * The chain value of one event: SHA-256 over the previous chain's 32 bytes, then its canonical form in UTF-8.
 * @returns 64 lower-case hex digits
 */
export const chainOfText = (previousChain: string, canonical: string): string =>
  hash('sha256', preimage(previousChain, canonical), 'hex');

const CHAIN_BYTES = 32;
/** Written over by every call: hashing is synchronous, and an allocation per event is what this saves. */
let scratch = Buffer.allocUnsafe(4096);

function preimage(previousChain: string, canonical: string): Buffer {
  const mostBytes = CHAIN_BYTES + canonical.length * 3;
  if (mostBytes > scratch.length) scratch = Buffer.allocUnsafe(mostBytes * 2);
  scratch.write(previousChain, 0, 'hex');
  const written = scratch.write(canonical, CHAIN_BYTES, 'utf8');
  return scratch.subarray(0, CHAIN_BYTES + written);
}
