import { canonicalJson } from '../canonical-json.js';
import type { ChainedFacts } from '../chain.js';
import { canonicalEvent } from '../chain.js';

/** An event as a bundle has it: all that the chain covers, and the chain. */
export type BundledEvent = ChainedFacts & { chain: string };

/**
 * One line of events.ndjson: the RFC 8785 form of `{data, id, metadata, revision, stream, type}`, the metadata with
 * `chain`, and a newline.
 */
export function eventLine({
  dataJson,
  id,
  metadataJson,
  chain,
  revision,
  stream,
  type,
}: BundledEvent): string {
  const metadata = withChain(metadataJson, chain);
  return `${canonicalEvent({ dataJson, id, metadataJson: metadata, revision, stream, type })}\n`;
}

/** What metadata begins with, up to where `chain` has its place in the order. */
const BEFORE_CHAIN = /^\{"causationId":"[^"\\]*",(?="commandHash":)/;

function withChain(metadataJson: string, chain: string): string {
  const length = BEFORE_CHAIN.exec(metadataJson)?.[0].length;
  return length === undefined
    ? canonicalJson({ ...JSON.parse(metadataJson), chain })
    : `${metadataJson.slice(0, length)}"chain":"${chain}",${metadataJson.slice(length)}`;
}
