import type { SupportAccessEventType } from '#domain';
import type { EventMetadata } from '../metadata.js';
import type { StorableEvent } from '../recorded-event.js';
import { RecordedEvent } from '../recorded-event.js';

/** An event as EventStoreDB keeps it: JSON in both places, for every tool that reads it. */
export type StoredForm = { id: string; type: string; data: Uint8Array; metadata: Uint8Array };

/** What the client gives of an event. */
export type ReadForm = {
  id: string;
  type: string;
  streamId: string;
  revision: bigint;
  data: unknown;
  metadata?: unknown;
  position?: { commit: bigint };
};

/** What stands in the stored metadata before what the port knows: the server's names for its own projections, and the chain. */
type Added = { $causationId?: string; $correlationId?: string; chain?: string };

const utf8 = new TextEncoder();

export function toStored({ id, type, dataJson, metadataJson, chain }: StorableEvent): StoredForm {
  const { causationId, correlationId } = JSON.parse(metadataJson) as Partial<EventMetadata>;
  const added: Added = {
    ...(causationId !== undefined && { $causationId: causationId }),
    ...(correlationId !== undefined && { $correlationId: correlationId }),
    ...(chain !== '' && { chain }),
  };
  return { id, type, data: utf8.encode(dataJson), metadata: utf8.encode(prefixed(added, metadataJson)) };
}

/** Put before the text instead of into the object: what was given comes back to the byte. */
function prefixed(added: Added, metadataJson: string): string {
  const addedJson = JSON.stringify(added);
  if (addedJson === '{}') return metadataJson;
  return metadataJson === '{}' ? addedJson : `${addedJson.slice(0, -1)},${metadataJson.slice(1)}`;
}

/**
 * The event as it was given to the store: the client has parsed both texts, and `JSON.stringify` of what it parsed is the
 * same text again, since it was made by that very function and no key of ours looks like an array index.
 */
export function fromStored(event: ReadForm, namespace: string): RecordedEvent {
  const { $causationId: _, $correlationId: __, chain, ...metadata } = (event.metadata ?? {}) as Added;
  return new RecordedEvent(
    event.position?.commit ?? 0n,
    event.streamId.slice(namespace.length),
    Number(event.revision),
    event.id,
    event.type as SupportAccessEventType,
    JSON.stringify(event.data),
    JSON.stringify(metadata),
    chain ?? '',
  );
}
