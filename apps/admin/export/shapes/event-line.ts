import type { RecordedEvent } from '#event-store';
import { canonicalJson } from '#evidence';

/**
 * The event as evidence: the RFC 8785 form of `{data, id, metadata, revision, stream, type}`, with `chain` in its metadata.
 * Of what is stored, to the byte; nothing is parsed.
 */
export function eventLine({
  dataJson,
  id,
  metadataJson,
  revision,
  stream,
  type,
  chain,
}: RecordedEvent): string {
  return (
    `{"data":${dataJson},"id":${JSON.stringify(id)},"metadata":${withChain(metadataJson, chain)}` +
    `,"revision":${revision},"stream":${JSON.stringify(stream)},"type":${JSON.stringify(type)}}\n`
  );
}

/** `chain` comes after `causationId`, whose value has nothing to escape, and before `commandHash`. */
const CAUSATION = /^\{"causationId":"[^"\\]*",(?="commandHash":)/;

function withChain(metadataJson: string, chain: string): string {
  const first = CAUSATION.exec(metadataJson)?.[0];
  if (first === undefined)
    return canonicalJson({ ...(JSON.parse(metadataJson) as Record<string, unknown>), chain });
  return `${first}"chain":"${chain}",${metadataJson.slice(first.length)}`;
}
